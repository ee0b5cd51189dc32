import type { FileReport, Role, Stage } from '../conversion/model.ts';
import { countStages } from '../index/counts.ts';
import type { StageCounts } from '../index/tree.ts';
import type { TreeFilter, TreeNode } from './protocol.ts';
import { plural, stageSummary } from './wording.ts';

/**
 * The levels of the tree *Mapping conversion*: directory → file → function → place. Ids say where a
 * node stands and nothing else, so they outlive a refresh:
 * `d:fs/ext4`, `f:fs/ext4/inode.c`, `n:fs/ext4/inode.c#ext4_writepage`, `p:fs/ext4/inode.c#123`.
 */
export interface TreePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  /** null at file scope */
  readonly function: string | null;
  readonly stage: Stage;
  readonly role?: Role;
  readonly access?: TreeNode['access'];
  /** what stands there: `page->mapping`, `page_mapping()` */
  readonly label: string;
  readonly length: number;
  /** why it is where it is, in Markdown */
  readonly reason: string;
}

/** A node before its place has become a position in the editor. */
export type BareNode = Omit<TreeNode, 'target'> & { readonly at?: TreePlace };

export function treePlaces(report: FileReport): TreePlace[] {
  return [
    ...report.uses.map((use) => ({
      ...use,
      label: use.base === '' ? use.field : `${use.base.replace(/\s+/g, ' ')}->${use.field}`,
      length: use.field.length,
      reason:
        use.record === null
          ? `record not known: ${use.reason}`
          : `${use.access}, ${use.role}: ${use.roleReason}`,
    })),
    ...report.rungs.map((rung) => ({ ...rung, label: rung.name, length: rung.name.length })),
    ...report.converted.map((each) => ({
      ...each,
      label: each.function,
      length: each.function.length,
      stage: 'converted' as const,
      reason: `takes its mapping as \`${each.parameter}\``,
    })),
  ].sort((a, b) => a.offset - b.offset);
}

/** Places that the filter keeps; a filter by role keeps only uses, which alone have one. */
export function filtered(places: readonly TreePlace[], filter: TreeFilter | undefined): TreePlace[] {
  const { stages, roles } = filter ?? {};
  return places.filter(
    (place) =>
      (!stages?.length || stages.includes(place.stage)) &&
      (!roles?.length || (place.role !== undefined && roles.includes(place.role))),
  );
}

/** The children of a node, or the top level; an id that is gone has none. */
export function childNodes(places: readonly TreePlace[], parent: string | undefined): BareNode[] {
  const id = parent ?? 'd:';
  const rest = id.slice(2);
  switch (id.slice(0, 2)) {
    case 'd:':
      return directoryLevel(places, rest);
    case 'f:':
      return functionLevel(places.filter((place) => place.file === rest));
    case 'n:': {
      const [file, name] = split(rest);
      return placeLevel(places.filter((place) => place.file === file && (place.function ?? '') === name));
    }
    default:
      return [];
  }
}

function split(rest: string): [string, string] {
  const hash = rest.lastIndexOf('#');
  return [rest.slice(0, hash), rest.slice(hash + 1)];
}

function directoryLevel(places: readonly TreePlace[], folder: string): BareNode[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const folders = new Map<string, TreePlace[]>();
  const files = new Map<string, TreePlace[]>();
  for (const place of places) {
    if (!place.file.startsWith(prefix)) continue;
    const inside = place.file.slice(prefix.length);
    const slash = inside.indexOf('/');
    const [group, key] = slash < 0 ? [files, place.file] : [folders, prefix + inside.slice(0, slash)];
    const list = group.get(key);
    if (list) list.push(place);
    else group.set(key, [place]);
  }
  return [
    ...sorted(folders).map(([path, list]) => directoryNode(path, prefix, list)),
    ...sorted(files).map(([path, list]) => {
      const first = list[0];
      return {
        id: `f:${path}`,
        kind: 'file' as const,
        label: path.slice(prefix.length),
        ...summary(list, path),
        expandable: true,
        ...(first && { at: first }),
      };
    }),
  ];
}

/** A folder that holds nothing but one folder is shown as one: `gpu/drm/i915`. */
function directoryNode(path: string, prefix: string, places: readonly TreePlace[]): BareNode {
  let deepest = path;
  for (;;) {
    const inside = new Set(places.map((place) => nextPart(place.file, deepest)));
    const only = inside.size === 1 ? [...inside][0] : undefined;
    if (only === undefined || !only.endsWith('/')) break;
    deepest = `${deepest}/${only.slice(0, -1)}`;
  }
  return {
    id: `d:${deepest}`,
    kind: 'directory',
    label: deepest.slice(prefix.length),
    ...summary(places, deepest),
    expandable: true,
  };
}

/** The next part of a path below a folder, with `/` when it is a folder. */
function nextPart(file: string, folder: string): string {
  const inside = file.slice(folder.length + 1);
  const slash = inside.indexOf('/');
  return slash < 0 ? inside : inside.slice(0, slash + 1);
}

function functionLevel(places: readonly TreePlace[]): BareNode[] {
  const groups = new Map<string, TreePlace[]>();
  for (const place of places) {
    const list = groups.get(place.function ?? '');
    if (list) list.push(place);
    else groups.set(place.function ?? '', [place]);
  }
  return [...groups].map(([name, list]) => {
    const first = list[0];
    return {
      id: `n:${first?.file ?? ''}#${name}`,
      kind: 'function' as const,
      label: name === '' ? '(file scope)' : name,
      ...summary(list, name === '' ? 'file scope' : `\`${name}\``),
      expandable: true,
      ...(first && { at: first }),
    };
  });
}

function placeLevel(places: readonly TreePlace[]): BareNode[] {
  return places.map((place) => ({
    id: `p:${place.file}#${place.offset}`,
    kind: 'use',
    label: place.label,
    description: [place.stage, place.role, place.access].filter((word) => word !== undefined).join(', '),
    tooltip: `${place.file}:${place.line}\n\n**${place.stage}**: ${place.reason}`,
    expandable: false,
    at: place,
    total: 1,
    shareConverted: place.stage === 'converted' ? 1 : 0,
    stage: place.stage,
    ...(place.role && { role: place.role }),
    ...(place.access && { access: place.access }),
  }));
}

function summary(
  places: readonly TreePlace[],
  title: string,
): Pick<TreeNode, 'description' | 'tooltip' | 'total' | 'shareConverted'> {
  const counts = countStages(places);
  return {
    description: describe(counts),
    tooltip: `${title}: ${plural(counts.total, 'place')}\n\n${stageSummary(counts.byStage)}`,
    total: counts.total,
    shareConverted: counts.shareConverted,
  };
}

/** `12, 25 % converted`; the share only where there is something to convert. */
function describe(counts: StageCounts): string {
  if (counts.convertible === 0) return `${counts.total}`;
  return `${counts.total}, ${percent(counts.shareConverted)} converted`;
}

/** Never 0 % for some, never 100 % for not all. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, rounded)) : rounded} %`;
}

function sorted(groups: ReadonlyMap<string, TreePlace[]>): [string, TreePlace[]][] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

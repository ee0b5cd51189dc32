import { STAGES } from '../../conversion/model.ts';
import { table } from '../../export/table.ts';
import { countStages, type Place, placesOf } from '../../index/counts.ts';
import type { TreeReport } from '../../index/tree.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { maintainerIndex } from '../maintainers.ts';
import { summarise } from '../summary.ts';
import { parse, readTree, TREE_OPTIONS, treeRequest } from '../tree.ts';
import { since } from './since.ts';

export const usage =
  'mapshift status [--json] [--by directory|file|function|maintainer] [--since REV] [--field PRESET|FILE] TREE [PATH…]';

const GROUPS = ['directory', 'file', 'function', 'maintainer'] as const;
type Group = (typeof GROUPS)[number];

/** Counts of places by stage; with `--since` the uses that are new. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, {
    ...TREE_OPTIONS,
    by: { type: 'string' },
    since: { type: 'string' },
  });
  if (values.since !== undefined) {
    if (values.by !== undefined) throw new UsageError('--since lists new uses one by one: leave --by out');
    return since(values.since, treeRequest(values, positionals), values.json ?? false, io);
  }
  const by = GROUPS.find((each) => each === (values.by ?? 'directory'));
  if (!by) throw new UsageError(`--by ${values.by}: choose ${GROUPS.join(', ')}`);
  const request = treeRequest(values, positionals);
  const keysOf = keysBy(by, request.tree);
  const report = await readTree(request, io);
  const groups = grouped(report, keysOf);
  const whole = countStages(report.files.flatMap(placesOf));
  if (values.json) {
    for (const [name, places] of groups)
      io.out(`${JSON.stringify({ [by]: name, ...countStages(places) })}\n`);
    io.out(`${JSON.stringify({ [by]: null, ...whole, ...unread(report) })}\n`);
  } else {
    const head = [by, 'places', ...STAGES, 'converted %'];
    const line = (name: string, counts: typeof whole): string[] => [
      name,
      String(counts.total),
      ...STAGES.map((stage) => String(counts.byStage[stage] || '·')),
      percent(counts.shareConverted, counts.convertible),
    ];
    const rows = [...groups].map(([name, places]) => line(name, countStages(places)));
    io.out(table([head, ...rows, line('total', whole)]));
  }
  summarise(report, io, values.verbose ?? false);
  return EXIT.fine;
}

type Keys = (place: Place) => readonly string[];

/** The groups that a place counts in. Throws UsageError when the tree cannot tell. */
function keysBy(by: Group, tree: string): Keys {
  switch (by) {
    case 'directory':
      return ({ file }) => [file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.'];
    case 'file':
      return ({ file }) => [file];
    case 'function':
      return (place) => [`${place.file}:${place.function ?? '(file scope)'}`];
    case 'maintainer': {
      const maintainersOf = maintainerIndex(tree);
      return ({ file }) => maintainersOf(file);
    }
  }
}

function grouped(report: TreeReport, keysOf: Keys): Map<string, Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of report.files.flatMap(placesOf))
    for (const key of keysOf(place)) {
      const group = groups.get(key);
      if (group) group.push(place);
      else groups.set(key, [place]);
    }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the counts cannot vouch for. */
function unread(report: TreeReport): object {
  return {
    filesScanned: report.scanned,
    filesWithParseErrors: report.files.filter((file) => file.damage.length > 0).length,
    usesOfUnknownType: report.files.flatMap((file) => file.uses).filter((use) => use.record === null).length,
    problems: report.problems,
  };
}

function percent(share: number, of: number): string {
  return of === 0 ? '—' : `${(share * 100).toFixed(1)}`;
}

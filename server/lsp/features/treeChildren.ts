import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import type { Folder } from '../folder.ts';
import { rangeFinder } from '../onDisk.ts';
import { TREE_CHILDREN, type TreeChildrenParams, type TreeNode } from '../protocol.ts';
import type { Lines, Session } from '../session.ts';
import { type BareNode, childNodes, filtered, treePlaces } from '../treeNodes.ts';

/** One level of the conversion tree. With several folders, each is a node at the top. */
export const treeChildren: Feature = {
  register(session) {
    session.connection.onRequest(TREE_CHILDREN, (params: TreeChildrenParams | null, token) =>
      cancellable(token, () => children(session, params ?? {})),
    );
  },
};

async function children(session: Session, { parent, filter }: TreeChildrenParams): Promise<TreeNode[]> {
  const { all } = session.folders;
  const [only] = all;
  if (parent === undefined && all.length > 1)
    return all.map((folder) => folderNode(folder, { ...(filter && { filter }) }));
  const asked = parent === undefined ? undefined : folderOf(all, parent);
  const folder = asked ? asked.folder : only;
  if (!folder) return [];
  const nodes = childNodes(placesOf(folder, filter), asked?.id);
  const text = textsOf(session, folder);
  return Promise.all(nodes.map((node) => placed(text, folder, node, all.length > 1)));
}

function placesOf(folder: Folder, filter: TreeChildrenParams['filter']): ReturnType<typeof treePlaces> {
  return filtered((folder.ready?.report().files ?? []).flatMap(treePlaces), filter);
}

/** Ids of several folders begin with the folder's URI: `file:///linux|d:fs`. */
function folderOf(all: readonly Folder[], id: string): { folder: Folder; id: string } | undefined {
  const bar = id.indexOf('|');
  if (bar < 0) {
    const [only] = all;
    return only && { folder: only, id };
  }
  const folder = all.find((each) => each.uri === id.slice(0, bar));
  return folder && { folder, id: id.slice(bar + 1) };
}

function folderNode(folder: Folder, { filter }: TreeChildrenParams): TreeNode {
  const places = placesOf(folder, filter);
  return {
    id: `${folder.uri}|d:`,
    kind: 'directory',
    label: folder.name,
    description: `${places.length}`,
    tooltip: folder.root ?? folder.uri,
    expandable: places.length > 0,
    total: places.length,
    shareConverted:
      places.length === 0 ? 1 : places.filter((place) => place.stage === 'converted').length / places.length,
  };
}

interface FileText {
  readonly rangeOf: Awaited<ReturnType<typeof rangeFinder>>;
  readonly lines: Lines | null;
}

/** Reads each file once, however many nodes stand in it. */
function textsOf(session: Session, folder: Folder): (file: string) => Promise<FileText> {
  const read = new Map<string, Promise<FileText>>();
  return (file) => {
    const known = read.get(file);
    if (known) return known;
    const text = Promise.all([rangeFinder(session, folder, file), session.lines(folder, file)]).then(
      ([rangeOf, lines]) => ({ rangeOf, lines }),
    );
    read.set(file, text);
    return text;
  };
}

/** Gives a node its target, and a place the text of its line. */
async function placed(
  text: (file: string) => Promise<FileText>,
  folder: Folder,
  node: BareNode,
  several: boolean,
): Promise<TreeNode> {
  const { at, ...rest } = node;
  const id = several ? `${folder.uri}|${node.id}` : node.id;
  if (!at) return { ...rest, id };
  const { rangeOf, lines } = await text(at.file);
  const { start } = rangeOf(at, at.length);
  const target = { uri: folder.uriOf(at.file), line: start.line, character: start.character };
  if (node.kind !== 'use') return { ...rest, id, target };
  const code = lines?.line(start.line).trim().replace(/\s+/g, ' ') ?? '';
  return {
    ...rest,
    id,
    target,
    description: code === '' ? node.description : `${node.description}  ${code}`,
  };
}

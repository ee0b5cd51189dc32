// What the commands about code paths share: a tree opened for them, and the place that they are asked about.
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CallGraph } from '../host/callgraph.ts';
import { CodePaths } from '../host/codePaths.ts';
import { LocalTreeSearch } from '../host/localSearch.ts';
import { treeRoot } from '../host/walk.ts';
import { loadParser } from '../host/wasm.ts';
import type { FunctionText } from '../paths/slice/lower.ts';
import { functionAtOffset, offsetOfLine } from '../paths/slice/target.ts';
import { type Io, UsageError } from './io.ts';
import { fieldNamed } from './tree.ts';

export interface PathsOfTree {
  readonly root: string;
  readonly calls: CallGraph;
  readonly paths: CodePaths;
}

/** Throws TreeError for a root that is no folder. */
export async function openPaths(tree: string, field: string | undefined, io: Io): Promise<PathsOfTree> {
  const root = treeRoot(tree);
  const parser = await loadParser();
  const calls = new CallGraph(root, () => [], new LocalTreeSearch(root, parser, (line) => io.progress(line)));
  return { root, calls, paths: new CodePaths(root, fieldNamed(field), parser, calls) };
}

export interface Asked {
  readonly fn: FunctionText;
  /** 1-based line asked about; null when a function was named */
  readonly line: number | null;
}

/** What `FILE:LINE` or `FUNCTION` means. Throws UsageError with one clear line. */
export async function asked(place: string, { calls, paths }: PathsOfTree): Promise<Asked> {
  const at = /^(.+):(\d+)$/.exec(place);
  if (at) {
    const inside = relative(paths.root, resolve(paths.root, at[1] ?? ''))
      .split(sep)
      .join('/');
    if (inside.startsWith('../') || isAbsolute(inside)) throw new UsageError(`${at[1]}: outside the tree`);
    return { fn: atLine(paths, inside, Number(at[2])), line: Number(at[2]) };
  }
  if (!/^\w+$/.test(place)) throw new UsageError(`${place}: neither FILE:LINE nor the name of a function`);
  const definitions = await calls.definitionsOf(place);
  const [first, ...others] = definitions;
  if (!first) throw new UsageError(`${place}: no function of this name is defined in the tree`);
  if (others.length > 0) {
    const places = definitions.slice(0, 5).map(({ spot }) => `${spot.file}:${spot.line}`);
    const more = definitions.length > 5 ? ` and ${definitions.length - 5} more` : '';
    throw new UsageError(`${place} is defined in several places, name one: ${places.join(', ')}${more}`);
  }
  const { file, line } = first.spot;
  return { fn: atLine(paths, file, line), line: null };
}

function atLine(paths: CodePaths, file: string, line: number): FunctionText {
  const text = paths.read(file);
  if (text === null) throw new UsageError(`${file}: no such file in the tree, or it cannot be read`);
  const offset = offsetOfLine(text, line);
  if (offset === null) throw new UsageError(`${file}:${line}: the file is shorter than that`);
  const fn = functionAtOffset(paths.parser, file, text, offset);
  if (!fn) throw new UsageError(`${file}:${line}: no function stands there`);
  return { ...fn, file, text, uses: paths.uses(file, text) };
}

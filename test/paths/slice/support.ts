/** What the tests of slices share: a tree on disk, and a program in a form that a person can check. */

import { PAGE_MAPPING } from '../../../server/conversion/field.ts';
import { CallGraph } from '../../../server/host/callgraph.ts';
import { CodePaths } from '../../../server/host/codePaths.ts';
import { LocalTreeSearch } from '../../../server/host/localSearch.ts';
import type { Program } from '../../../sim-core/slice/program.ts';
import { parseFixture } from '../../support/fixture.ts';
import { parser } from '../../support/parser.ts';
import { makeTree } from '../../support/tree.ts';

export function pathsOf(root: string): CodePaths {
  const calls = new CallGraph(root, () => [], new LocalTreeSearch(root, parser));
  return new CodePaths(root, PAGE_MAPPING, parser, calls);
}

/** @throws Error when `file` does not know the function */
export async function sliceOf(paths: CodePaths, name: string, file: string): Promise<Program> {
  const fn = paths.find(name, file);
  if (!fn) throw new Error(`${name} is not known in ${file}`);
  return paths.slice(fn);
}

/** What a page, a folio and an address_space are, for texts that only need to be typed. */
export const TYPES = `
struct address_space { void *host; };
struct page { struct address_space *mapping; unsigned long flags; };
struct folio { struct page page; struct address_space *mapping; };
struct vm_fault { struct page *page; unsigned int flags; };
`;

/** Slices the function around the cursor of a fixture. */
export async function sliceFixture(source: string): Promise<Program> {
  const fixture = parseFixture(source);
  const { file, offset } = fixture.cursor;
  const text = fixture.text(file);
  const name = /^\w+/.exec(text.slice(offset))?.[0] ?? '';
  const files = [...fixture.files].map(([path, content]): [string, string] => [
    path,
    `${TYPES.trim()}\n${content}`,
  ]);
  const tree = makeTree(files);
  try {
    return await sliceOf(pathsOf(tree.root), name, file);
  } finally {
    tree.dispose();
  }
}

/** One line for each instruction: `3 trylock ↳7 mm/x.c:12 f > trylock_page`. */
export function listing({ instructions }: Program): string[] {
  return instructions.map(({ op, otherwise, at, via, fn, guess }, index) => {
    const to = otherwise === undefined ? '' : ` ↳${otherwise === instructions.length ? 'end' : otherwise}`;
    const chain = [...via.slice(1), ...(via.at(-1) === fn ? [] : [fn])].join(' > ');
    return `${index} ${op}${to} ${at.file}:${at.line}${chain && ` ${chain}`}${guess === undefined ? '' : ' ?'}`;
  });
}

/** Only the steps and where they go: `trylock ↳7`. */
export function ops({ instructions }: Program): string[] {
  return instructions.map(({ op, otherwise }) =>
    otherwise === undefined ? op : `${op} ↳${otherwise === instructions.length ? 'end' : otherwise}`,
  );
}

export function leftOut({ leftOut: all }: Program): string[] {
  return all.map(({ at, kind, what, why }) => `${at.file}:${at.line} ${kind} ${what} — ${why}`);
}

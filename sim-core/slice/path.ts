// A sliced program as a path: how the caller comes to it, its instructions, and what the caller does
// with a page that comes back.
import type { Kernel } from '../kernel/kernel.ts';
import { pickFile } from '../kernel/lookup.ts';
import {
  clearLocked,
  getPageUnlessZero,
  putPage,
  slotOf,
  tryLockPage,
  unfreezePage,
} from '../kernel/primitives.ts';
import { wakePage } from '../kernel/wait.ts';
import { bit, type Kind, upTo } from '../model/fields.ts';
import { BLOCK, choose, type Line, type Path, path, step } from '../model/path.ts';
import { drop, endIo, LOST, linesOf, MOST_REFS, mustBeTheFiles, type Sliced } from './operations.ts';
import type { Instruction, Program } from './program.ts';

type SlicedKinds = Readonly<Record<keyof Sliced, Kind>>;

const UNDECIDED = 0;

/** Label of an instruction; the number after the last one is the end. */
function labelOf(program: Program, index: number): string {
  return index >= program.instructions.length ? 'end' : `i${index}`;
}

/** The path of a program on a kernel with wait queues. */
export function slicedPath(k: Kernel, program: Program, helper = false): Path {
  const { instructions } = program;
  const same = sameConditions(instructions);
  const locals: Record<string, Kind> = {
    file: k.spaceRef,
    page: k.pageRef,
    place: k.places,
    shared: bit,
    refs: upTo(MOST_REFS),
    holds: bit,
    froze: upTo(MOST_REFS),
    io: k.pageRef,
  };
  for (const memo of new Set(same.values())) locals[memo] = upTo(2);
  const lines: Line<Sliced>[] = [pickFile<Sliced>(k, program.entry), ...given(k, program)];
  for (const [index, instruction] of instructions.entries()) {
    const here = labelOf(program, index);
    const otherwise = labelOf(program, instruction.otherwise ?? instructions.length);
    const memo = same.get(index);
    lines.push(
      `${here}:`,
      ...(memo === undefined
        ? linesOf({ k, helper, instruction, here, otherwise })
        : [decideOnce(instruction, memo, otherwise)]),
    );
  }
  // the locals that steps name are among those declared above
  return path(locals as unknown as SlicedKinds, [...lines, ...ending(k, program)]);
}

/** How the page comes to a function that is handed one. */
function given(k: Kernel, { entry, at, given: state }: Program): Line<Sliced>[] {
  if (!state.page) return [];
  const found = (says: string, body: (t: Sliced) => string | number | undefined): Line<Sliced> => ({
    ...step<Sliced>(entry, says, body as never),
    at,
  });
  return [
    found('is handed a page of the file, with a reference', (t) => {
      t.page = slotOf(k, t.file);
      if (t.page === 0) return 'end';
      if (!getPageUnlessZero(k, t.page)) return BLOCK;
      t.refs = 1;
    }),
    ...(state.locked
      ? [
          found('the caller has the page lock, and has looked that the page is still in the file', (t) => {
            if (!tryLockPage(k, t.page)) return BLOCK;
            if (k.identity.file(t.page) === t.file) {
              t.holds = 1;
              return undefined;
            }
            clearLocked(k, t.page);
            return 'end';
          }),
        ]
      : []),
  ];
}

/** What happens after the function: a page that it found and locked is used, and everything is let go. */
function ending(k: Kernel, program: Program): Line<Sliced>[] {
  const { entry } = program;
  const finder =
    !program.given.locked &&
    !program.instructions.some(({ op }) => op === 'delete-from-cache' || op === 'write-field-null');
  return [
    'end:',
    ...(k.has.writeback
      ? [
          step<Sliced>('end_page_writeback', 'the I/O that was begun completes', (t) => {
            if (t.io) endIo(k, t, t.io);
          }),
        ]
      : []),
    step<Sliced>(entry, finder ? 'the caller uses a page that comes back locked' : 'returns', (t) => {
      if (finder && t.holds) mustBeTheFiles(k, t);
      return t.holds ? undefined : 'put all';
    }),
    step<Sliced>('unlock_page', 'the caller drops the page lock', (t) => {
      t.holds = 0;
      clearLocked(k, t.page);
      wakePage(k, t.page);
    }),
    'put all:',
    step<Sliced>('put_page', 'the caller drops what is held', (t) => letGo(k, t)),
    `${LOST}:`,
    step<Sliced>(entry, 'the slice lost its way here: what follows is not played', (t) => {
      if (t.io) endIo(k, t, t.io);
      if (t.holds) {
        clearLocked(k, t.page);
        wakePage(k, t.page);
      }
      letGo(k, t);
    }),
  ];
}

/** Everything is put back; a page frozen and never given back is freed as it is. */
function letGo(k: Kernel, t: Sliced): 'done' {
  if (t.froze) {
    unfreezePage(k, t.page, slotOf(k, t.file) === t.page ? 2 : 1);
    putPage(k, t.page);
    t.froze = 0;
  }
  while (t.refs > 0) drop(k, t);
  return 'done';
}

/**
 * Conditions of the same words in one function are decided together: `if (flags & FGP_LOCK)` twice. Only
 * where the words call nothing, so that asking again cannot change the answer. Index → name of a local.
 */
function sameConditions(instructions: readonly Instruction[]): Map<number, string> {
  const groups = new Map<string, number[]>();
  for (const [index, { op, text, via }] of instructions.entries()) {
    if (op !== 'either' || /\w\s*\(/.test(text.replace(/\b(?:if|while|unlikely|likely)\s*\(/g, ''))) continue;
    const key = `${via.join()} ${text}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  const names = new Map<number, string>();
  for (const members of groups.values())
    if (members.length > 1) for (const index of members) names.set(index, `condition${members[0]}`);
  return names;
}

function decideOnce({ fn, at }: Instruction, memo: string, otherwise: string): Line<Sliced> {
  const body = (t: Sliced, way: number) => {
    const locals = t as unknown as Record<string, number>;
    if (locals[memo] === UNDECIDED) locals[memo] = way + 1;
    else if (locals[memo] !== way + 1) return BLOCK;
    return way ? otherwise : undefined;
  };
  return {
    ...choose<Sliced>(2, fn, 'goes one way or the other, the same as where this is asked elsewhere', body),
    at,
  };
}

// A kernel path: a list of atomic steps and labels, read from top to bottom like the C function it
// stands for. A step falls through to the next, jumps to a label, or finds that it cannot run yet.
import type { Kind } from './fields.ts';

/** Where in a source tree something stands: `file` relative to it with `/`, `line` 1-based. */
export interface SourceSpot {
  readonly file: string;
  readonly line: number;
}

/** Returned by a step that cannot run in this state (a lock is held, a sleeper was not woken). */
export const BLOCK = -1;

/** Where a step goes: nothing = the next line, a label's name, `'done'` = the end of the path. */
// biome-ignore lint/suspicious/noConfusingVoidType: a step that falls through returns nothing
export type Next = string | typeof BLOCK | void | undefined;

export interface Step<Locals> {
  /** The kernel function that this step stands for. */
  readonly fn: string;
  /** What it does, in plain language. */
  readonly does: string;
  /** How many ways it can go (an allocator's pick, a user's choice); 1 = one way. */
  readonly ways: number;
  readonly body: (self: Locals, way: number) => Next;
  /** The line of C that it was taken from, where it was. */
  readonly at?: SourceSpot;
}

export type Line<Locals> = string | Step<Locals>;

/** One atomic step: one access to shared memory, or one short section under a spinlock. */
export function step<Locals>(fn: string, does: string, body: (self: Locals) => Next): Step<Locals> {
  return { fn, does, ways: 1, body };
}

/** A step that can go `ways` ways; the body gets the number of the way, from 0. */
export function choose<Locals>(
  ways: number,
  fn: string,
  does: string,
  body: (self: Locals, way: number) => Next,
): Step<Locals> {
  return { fn, does, ways, body };
}

/** The numbers that a path's steps see as `self`, by name. */
export type LocalKinds = Readonly<Record<string, Kind>>;
export type LocalsOf<Kinds extends LocalKinds> = { [Name in keyof Kinds]: number };

export interface Path {
  readonly locals: LocalKinds;
  readonly lines: readonly Line<never>[];
}

/** Declares a path: its local variables, then its lines; `'name:'` is a label. */
export function path<Kinds extends LocalKinds>(locals: Kinds, lines: readonly Line<LocalsOf<Kinds>>[]): Path {
  return { locals, lines: lines as readonly Line<never>[] };
}

export interface CompiledStep {
  readonly fn: string;
  readonly does: string;
  readonly ways: number;
  readonly body: (self: object, way: number) => Next;
  readonly jumps: ReadonlyMap<string, number>;
  /** The last label it went to, and where that is: most steps go to one label only. */
  lastLabel: string;
  lastTarget: number;
  /** The label just above, if any: shown with the step. */
  readonly label: string;
  readonly at: SourceSpot | undefined;
}

/** Resolves labels. The step after the last one is the end of the path. Throws on a label given twice. */
export function compilePath({ lines }: Path): readonly CompiledStep[] {
  const jumps = new Map<string, number>();
  const steps: CompiledStep[] = [];
  let label = '';
  for (const line of lines) {
    if (typeof line === 'string') {
      label = line.replace(/:$/, '');
      if (jumps.has(label)) throw new Error(`label ${label} is given twice`);
      jumps.set(label, steps.length);
    } else {
      const { fn, does, ways, at } = line;
      const body = line.body as unknown as CompiledStep['body'];
      steps.push({ fn, does, ways, body, jumps, label, at, lastLabel: '', lastTarget: 0 });
      label = '';
    }
  }
  jumps.set('done', steps.length);
  return steps;
}

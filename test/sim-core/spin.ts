// Runs the real SPIN on a model: generate, compile, explore breadth-first without reductions.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpinAnswer {
  readonly errors: boolean;
  /** Exact number of reachable states when there is no error. */
  readonly states: number;
  readonly transitions: number;
  /** Steps of the shortest counterexample, with the breaking one; -1 without one. */
  readonly length: number;
  readonly seconds: { readonly generate: number; readonly compile: number; readonly run: number };
  readonly megabytes: number;
}

export function haveSpin(): boolean {
  try {
    execFileSync('spin', ['-V'], { stdio: 'ignore' });
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Explores `file` with SPIN. Throws when spin or gcc refuse the model. */
export function runSpin(
  file: string,
  defines: readonly string[],
  { optimise = '-O1', pan = [] as string[], gcc = ['-DNOREDUCE', '-DBFS'] } = {},
): SpinAnswer {
  const dir = mkdtempSync(join(tmpdir(), 'mapshift-spin-'));
  try {
    const clock = (work: () => string): [number, string] => {
      const began = performance.now();
      const text = work();
      return [(performance.now() - began) / 1000, text];
    };
    const run = (command: string, args: readonly string[]): string =>
      execFileSync(command, args, {
        cwd: dir,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 1e8,
      });
    const [generate] = clock(() => run('spin', ['-a', '-o2', ...defines, file]));
    const [compile] = clock(() => run('gcc', [optimise, '-w', ...gcc, '-o', 'pan', 'pan.c']));
    const [seconds, text] = clock(() => run('./pan', ['-m1000000', ...pan]));
    const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
    const errors = number(/errors: (\d+)/) > 0;
    const broken = /pan:1: assertion violated/.test(text);
    // a broken assertion is reported at the depth before its step, a stuck state at its own
    const at = number(/pan:1: .*\(at depth (\d+)\)/);
    return {
      errors,
      states: number(/(\d+) states, stored/),
      transitions: number(/(\d+) transitions/),
      length: errors ? at + (broken ? 1 : 0) : -1,
      seconds: { generate, compile, run: seconds },
      megabytes: number(/([\d.]+)\ttotal actual memory/),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

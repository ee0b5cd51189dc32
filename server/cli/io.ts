/** Where a command writes; tests hand in their own. */
export interface Io {
  out(text: string): void;
  err(line: string): void;
  /** A passing line about how far the work has come; an empty one takes it away. */
  progress(line: string): void;
  /** whether colour is welcome on `out` */
  readonly colour: boolean;
}

/** Bad usage or unreadable input: one line on stderr, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Often enough to see that it moves. */
const PROGRESS_EVERY_MS = 200;

export const EXIT = { fine: 0, findings: 1, usage: 2 } as const;

export function processIo(): Io {
  let told = 0;
  let shown = false;
  return {
    progress: (line) => {
      const now = performance.now();
      if (!process.stderr.isTTY || (line === '' ? !shown : now - told < PROGRESS_EVERY_MS)) return;
      told = now;
      shown = line !== '';
      process.stderr.write(`\r${line}\x1b[K`);
    },
    out: (text) => void process.stdout.write(text),
    err: (line) => void process.stderr.write(`${line}\n`),
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
}

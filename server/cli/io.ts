/** Where a command writes; tests hand in their own. */
export interface Io {
  out(text: string): void;
  err(line: string): void;
  /** whether colour is welcome on `out` */
  readonly colour: boolean;
}

/** Bad usage or unreadable input: one line on stderr, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const EXIT = { fine: 0, findings: 1, usage: 2 } as const;

export function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (line) => void process.stderr.write(`${line}\n`),
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
}

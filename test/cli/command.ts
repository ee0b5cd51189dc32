/** The command line inside the test's own process, its output kept. */
import { runCommand } from '../../server/cli/run.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  /** lines on stderr */
  readonly err: readonly string[];
}

export async function mapshift(argv: readonly string[], { colour = false } = {}): Promise<Outcome> {
  let out = '';
  const err: string[] = [];
  const code = await runCommand(argv, {
    out: (text) => {
      out += text;
    },
    err: (line) => err.push(line),
    progress: () => undefined,
    colour,
  });
  return { code, out, err };
}

/** The rows of an answer in JSON Lines. */
export function rowsOf<T = Record<string, unknown>>({ out }: Outcome): T[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

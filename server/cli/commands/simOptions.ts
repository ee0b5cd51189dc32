// Options that the four simulation commands share: `--name value`, `--flag`, and words without dashes.

import { UsageError } from '../io.ts';

export interface Options {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly set: Readonly<Record<string, number>>;
}

/** Splits arguments. `--set` takes `k=v`, several of them after commas or in a row. Throws UsageError on an unknown option. */
export function parseOptions(
  argv: readonly string[],
  flags: readonly string[],
  values: readonly string[],
): Options {
  const words: string[] = [];
  const seen = new Set<string>();
  const given = new Map<string, string>();
  const set: Record<string, number> = {};
  const assign = (pair: string): void => {
    const match = /^([A-Za-z][\w-]*)=(-?\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(pair);
    if (!match) throw new UsageError(`--set takes name=number, not ${pair}`);
    set[match[1] ?? ''] = Number(match[2]);
  };
  for (let i = 0; i < argv.length; i++) {
    const [name = '', inline] = splitOnce(argv[i] ?? '');
    if (!name.startsWith('--')) {
      words.push(argv[i] ?? '');
    } else if (name === '--set') {
      for (const pair of (inline ?? argv[++i] ?? '').split(',')) assign(pair);
      while (inline === undefined && /^[A-Za-z][\w-]*=/.test(argv[i + 1] ?? ''))
        for (const pair of (argv[++i] ?? '').split(',')) assign(pair);
    } else if (flags.includes(name)) {
      seen.add(name);
    } else if (values.includes(name)) {
      const value = inline ?? argv[++i];
      if (value === undefined) throw new UsageError(`${name} needs a value`);
      given.set(name, value);
    } else throw new UsageError(`unknown option ${name}`);
  }
  return { words, flags: seen, values: given, set };
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.startsWith('--') ? text.indexOf('=') : -1;
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Runs a command; the core's range checks are usage errors too. */
export async function guarded(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

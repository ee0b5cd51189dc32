import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { carryOut, PLAN_STAGES } from '../../convert/index.ts';
import { cocciFor } from '../../export/cocci.ts';
import { reasonOf, treeRoot } from '../../host/walk.ts';
import { withConversion, withinPaths } from '../conversion.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { parse, TREE_OPTIONS, treeRequest } from '../tree.ts';

export const usage =
  'mapshift cocci STAGE --out DIR [--doubtful] [--only PATH]… [--field PRESET|FILE] TREE [PATH…]';

/**
 * Writes a stage as rules for Coccinelle: `rules/FILE.cocci` for each file of the tree, `files.txt` with which
 * rule is for which file, `own.diff` with the helpers' own files, and `run.sh`, which applies all of it.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, {
    ...TREE_OPTIONS,
    out: { type: 'string' },
    doubtful: { type: 'boolean' },
    only: { type: 'string', multiple: true },
  });
  const [name, ...rest] = positionals;
  const stage = PLAN_STAGES.find((each) => each === name);
  if (!stage) throw new UsageError(`${name ?? 'no STAGE given'}: choose ${PLAN_STAGES.join(', ')}`);
  const { out } = values;
  if (out === undefined) throw new UsageError('--out DIR is missing: rules are many files');
  refuseUsed(out);
  const request = treeRequest(values, rest);
  const within = withinPaths(treeRoot(request.tree), [...request.paths, ...(values.only ?? [])]);
  return withConversion(request, io, undefined, async ({ tree }) => {
    const plan = await carryOut(tree, stage, {
      doubtful: values.doubtful ?? false,
      ...(within && { within }),
      progress: (line) => io.progress(`${stage}: ${line}`),
    });
    const made = cocciFor(stage, tree, plan);
    const texts: [string, string][] = [
      ...made.rules.map((rule): [string, string] => [join('rules', rule.name), rule.text]),
      ['files.txt', made.list],
      ['own.diff', made.own],
      ['run.sh', made.runner],
    ];
    for (const [file, text] of texts) save(join(out, file), text);
    const count = made.rules.reduce((sum, { text }) => sum + (text.match(/^@\w+@$/gm)?.length ?? 0), 0);
    if (values.json)
      io.out(`${JSON.stringify({ stage, files: made.rules.length, rules: count, left: made.left })}\n`);
    else {
      io.out(
        `${count} rules for ${made.rules.length} files in ${out}; apply them with: sh ${join(out, 'run.sh')} TREE\n`,
      );
      for (const { file, reason } of made.left) io.err(`${file}: no rule says it: ${reason}`);
    }
    return EXIT.fine;
  });
}

/** Rules of two trees must not be mixed. */
function refuseUsed(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`${folder}: not empty: rules go into a folder of their own`);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${folder}: ${reasonOf(error)}`);
  }
}

function save(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

import type { Instruction, Program } from '../../../sim-core/slice/program.ts';
import { table } from '../../export/table.ts';
import { type Proposal, proposals } from '../../paths/slice/proposals.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { asked, openPaths } from '../paths.ts';
import { parse } from '../tree.ts';

export const usage = 'mapshift slice [--json] [--field PRESET|FILE] TREE FILE:LINE|FUNCTION';

/** The steps of a code path that the model knows, what is left out, and the scenarios that it takes part in. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, { json: { type: 'boolean' }, field: { type: 'string' } });
  const [tree, place, ...rest] = positionals;
  if (tree === undefined) throw new UsageError('no TREE given: name the folder of a kernel tree');
  if (place === undefined || rest.length > 0)
    throw new UsageError('name one place: FILE:LINE, or a FUNCTION');
  const opened = await openPaths(tree, values.field, io);
  try {
    const { fn } = await asked(place, opened);
    const program = await opened.paths.slice(fn);
    io.progress('');
    const proposed = proposals(program);
    io.out(
      values.json ? `${JSON.stringify({ ...program, proposals: proposed })}\n` : told(program, proposed),
    );
  } finally {
    opened.calls.dispose();
  }
  return EXIT.fine;
}

function told(program: Program, proposed: readonly Proposal[]): string {
  const { entry, at, given, instructions, leftOut } = program;
  let out = `${entry} (${at.file}:${at.line})\n`;
  for (const why of given.why) out += `  ${why}\n`;
  out += '\n';
  if (instructions.length === 0) out += 'no step in it is known to the model\n';
  const rows = instructions.map((each, index) => [
    String(index),
    step(each, instructions.length),
    `${each.at.file}:${each.at.line}`,
    each.via.at(-1) === each.fn ? each.fn : `${each.via.at(-1)} → ${each.fn}`,
    each.text,
  ]);
  out += table(rows);
  const guesses = instructions.flatMap(({ op, guess, at: spot }) =>
    guess !== undefined && op !== 'either' ? [[`${spot.file}:${spot.line}`, op, guess]] : [],
  );
  if (guesses.length > 0) out += `\nnot certain\n${table(guesses)}`;
  if (leftOut.length > 0)
    out += `\nleft out\n${table(leftOut.map((each) => [`${each.at.file}:${each.at.line}`, each.kind, each.what, each.why]))}`;
  if (proposed.length > 0)
    out += `\nscenarios\n${table(proposed.map(({ scenario, reason }) => [scenario, reason]))}`;
  return out;
}

/** `lock`, `field-is-mapping, else 14`, `goto 3`, `return`. */
function step({ op, otherwise }: Instruction, end: number): string {
  if (otherwise === undefined) return op;
  const to = otherwise === end ? 'end' : String(otherwise);
  return op === 'goto' ? `goto ${to}` : `${op}, else ${to}`;
}

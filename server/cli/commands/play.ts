// `mapshift play SCENARIO [--trace FILE]`: steps through a run in the terminal. Without a terminal on
// stdin it prints the whole run: a saved one, or the shortest that breaks a rule.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { check } from '../../../sim-core/explore/check.ts';
import { Player } from '../../../sim-core/explore/player.ts';
import { replay } from '../../../sim-core/explore/trace.ts';
import type { Machine } from '../../../sim-core/model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../../../sim-core/scenario.ts';
import { scenarioOf } from '../../../sim-core/scenarios/index.ts';
import { loadTrace, TraceError, toShare } from '../../../sim-core/trace/trace.ts';
import { type Io, UsageError } from '../io.ts';
import { settings } from './check.ts';
import { guarded, parseOptions } from './simOptions.ts';
import { stepLines } from './steps.ts';

export const usage = 'mapshift play SCENARIO [--trace FILE | --share STRING] [--scheme S] [--variant V]';

export async function run(argv: readonly string[], io: Io): Promise<number> {
  return guarded(async () => {
    const options = parseOptions(argv, ['--print'], ['--trace', '--share', '--scheme', '--variant']);
    const saved = options.values.get('--share') ?? readTrace(options.values.get('--trace'));
    if (saved !== undefined) return playSaved(saved, options.words[0], io);
    const s = scenarioOf(options.words[0] ?? '');
    const [setting] = settings(s, options);
    if (!setting) throw new UsageError(`${s.id} has nothing to play`);
    const machine = machineFor(s, setting);
    for (const line of s.narration) io.out(`${line}\n`);
    io.out(`(${s.raisedBy})\n\n`);
    if (process.stdin.isTTY && !options.flags.has('--print')) return step(machine, s, setting, io);
    const { run: found, verdict, states } = check(machine);
    io.out(`${setting.scheme}, ${setting.variant}: ${verdict} (${states} states)\n`);
    if (found) {
      for (const line of stepLines(replay(machine, found.choices), found.repeatsFrom)) io.out(`${line}\n`);
      io.out(
        `broken: ${found.rule}\nshare: ${toShare({ scenario: s.id, setting, choices: found.choices })}\n`,
      );
    }
    return 0;
  });
}

function readTrace(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`cannot read ${file}`);
  }
}

function playSaved(text: string, id: string | undefined, io: Io): number {
  try {
    const { trace, steps } = loadTrace(text, scenarioOf);
    if (id !== undefined && trace.scenario !== id)
      throw new UsageError(`the trace is of ${trace.scenario}, not of ${id}`);
    for (const line of stepLines(steps)) io.out(`${line}\n`);
    return 0;
  } catch (error) {
    if (error instanceof TraceError) throw new UsageError(error.message);
    throw error;
  }
}

/** Lets a person choose each step. */
async function step(machine: Machine, s: Scenario, setting: Setting, io: Io): Promise<number> {
  const input = createInterface({ input: process.stdin, output: process.stdout });
  const player = new Player(machine);
  try {
    for (;;) {
      for (const line of stepLines(player.steps.slice(-1))) io.out(`${line}\n`);
      const { open, waiting, values, stuck, broken } = player.position;
      for (const { process, fn, does } of waiting) io.out(`     ${process} waits in ${fn}: ${does}\n`);
      if (broken === undefined && open.length === 0)
        io.out(stuck ? 'nobody can go on\n' : 'all have ended\n');
      for (const [at, { process, fn, does, choice, breaks }] of open.entries()) {
        const way = choice.way ? ` (way ${choice.way + 1})` : '';
        io.out(`  ${at + 1}  ${process}: ${fn} ${does}${way}${breaks ? `  BREAKS: ${breaks}` : ''}\n`);
      }
      const answer = (await input.question('number, b = back, s = state, q = quit: ')).trim();
      if (answer === 'q') break;
      if (answer === 'b') player.back();
      else if (answer === 's') for (const [name, value] of values) io.out(`    ${name} = ${value}\n`);
      const picked = open[Number(answer) - 1];
      if (picked) player.take(picked.choice);
    }
  } finally {
    input.close();
  }
  io.out(`share: ${toShare({ scenario: s.id, setting, choices: player.choices })}\n`);
  return 0;
}

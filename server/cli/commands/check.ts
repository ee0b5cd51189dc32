// `mapshift check [--json] [--scheme S] [--variant V] [--set k=v…] [--gate] SCENARIO|--all`: explores
// every interleaving and gives the verdict, one row per scheme and variant. `--search dfs|random` and
// `--preemptions N` look through fewer runs, or in another order.
import { writeFileSync } from 'node:fs';
import { type CheckOptions, check, type Report } from '../../../sim-core/explore/check.ts';
import { depthFirst, preemptionBounded, randomRuns } from '../../../sim-core/explore/modes.ts';
import { replay, type TraceStep } from '../../../sim-core/explore/trace.ts';
import { toPromela } from '../../../sim-core/export/promela.ts';
import type { Machine } from '../../../sim-core/model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../../../sim-core/scenario.ts';
import { scenarioOf, scenarios } from '../../../sim-core/scenarios/index.ts';
import { toShare } from '../../../sim-core/trace/trace.ts';
import { seeded } from '../../../sim-core/workload/random.ts';
import { type Io, UsageError } from '../io.ts';
import { guarded, type Options, parseOptions } from './simOptions.ts';
import { stepLines } from './steps.ts';

const FLAGS = ['--json', '--all', '--gate', '--no-symmetry', '--interleavings', '--safety'];
const VALUES = [
  '--search',
  '--preemptions',
  '--runs',
  '--seed',
  '--scheme',
  '--variant',
  '--promela',
  '--max-states',
  '--max-seconds',
  '--max-depth',
];

export const usage =
  'mapshift check [--json] [--scheme S] [--variant V] [--set k=v…] [--promela FILE] [--gate] [--safety] [--interleavings] [--no-symmetry] [--search bfs|dfs|random] [--preemptions N] [--max-states N] [--max-seconds N] [--max-depth N] SCENARIO|--all';

export async function run(argv: readonly string[], io: Io): Promise<number> {
  return guarded(async () => {
    const options = parseOptions(argv, FLAGS, VALUES);
    const wanted = options.flags.has('--all') ? scenarios : options.words.map(scenarioOf);
    if (wanted.length === 0) throw new UsageError('check needs a scenario, or --all');
    const promela = options.values.get('--promela');
    if (promela !== undefined) return exportPromela(wanted, options, promela, io);
    let gate = 0;
    for (const s of wanted) {
      for (const setting of settings(s, options)) {
        const machine = machineFor(s, setting);
        const report = ask(machine, options);
        if (report.verdict !== 'holds') gate = 1;
        const steps = report.run ? replay(machine, report.run.choices) : [];
        if (options.flags.has('--json')) io.out(`${JSON.stringify(row(s, setting, report, steps))}\n`);
        else print(io, s, setting, report, steps, !options.flags.has('--all'));
      }
    }
    return options.flags.has('--gate') ? gate : 0;
  });
}

/** Explores as asked: every state breadth-first, unless another mode was named. */
function ask(machine: Machine, options: Options): Report {
  const mode =
    options.values.get('--search') ?? (options.values.has('--preemptions') ? 'preemptions' : 'bfs');
  if (mode === 'bfs') return check(machine, checkOptions(options), () => performance.now());
  const began = performance.now();
  const other =
    mode === 'dfs'
      ? depthFirst(machine, number(options, '--max-states'))
      : mode === 'random'
        ? randomRuns(machine, number(options, '--runs') ?? 1000, seeded(number(options, '--seed') ?? 1))
        : mode === 'preemptions'
          ? preemptionBounded(machine, number(options, '--preemptions') ?? 2)
          : undefined;
  if (!other) throw new UsageError(`--search takes bfs, dfs, random or preemptions, not ${mode}`);
  const limit = other.verdict === 'bounded' ? { limit: mode } : {};
  const depth = other.run?.choices.length ?? 0;
  return { ...other, ...limit, depth, symmetry: 1, bytes: 0, seconds: (performance.now() - began) / 1000 };
}

function number({ values }: Options, name: string): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`${name} takes a number, not ${text}`);
  return Number(text);
}

/** The settings asked for: every scheme and variant that was not excluded. */
export function settings(s: Scenario, { values, set }: Options): Setting[] {
  const scheme = values.get('--scheme');
  const variant = values.get('--variant');
  const schemes = scheme === undefined ? s.schemes : [scheme];
  const variants = variant === undefined ? s.variants.map(({ id }) => id) : [variant];
  return schemes.flatMap((one) => variants.map((v) => ({ scheme: one, variant: v, set })));
}

function checkOptions(options: Options): CheckOptions {
  const limits: Record<string, number> = {};
  for (const [name, option] of [
    ['states', '--max-states'],
    ['seconds', '--max-seconds'],
    ['depth', '--max-depth'],
  ] as const) {
    const value = number(options, option);
    if (value !== undefined) limits[name] = value;
  }
  const { flags } = options;
  return {
    symmetry: !flags.has('--no-symmetry'),
    liveness: !flags.has('--safety'),
    countInterleavings: flags.has('--interleavings'),
    limits,
  };
}

function row(s: Scenario, setting: Setting, report: Report, steps: readonly TraceStep[]): object {
  const { verdict, states, transitions, depth, seconds, symmetry, limit, run: found, interleavings } = report;
  return {
    scenario: s.id,
    scheme: setting.scheme,
    variant: setting.variant,
    set: setting.set,
    states,
    transitions,
    depth,
    seconds: Math.round(seconds * 1e4) / 1e4,
    symmetry,
    verdict,
    invariant: found?.rule ?? null,
    trace: steps.map(({ process, fn, does, changes, broken }) => ({
      process,
      fn,
      does,
      changes,
      ...(broken ? { broken } : {}),
    })),
    ...(found
      ? {
          switches: found.switches,
          share: toShare({ scenario: s.id, setting, choices: found.choices }),
          ...(found.repeatsFrom === undefined ? {} : { repeatsFrom: found.repeatsFrom }),
        }
      : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(interleavings === undefined ? {} : { interleavings: String(interleavings) }),
  };
}

function print(
  io: Io,
  s: Scenario,
  setting: Setting,
  report: Report,
  steps: readonly TraceStep[],
  withTrace: boolean,
): void {
  const { verdict, states, transitions, seconds, run: found, limit, interleavings } = report;
  const words = [
    s.id,
    setting.scheme,
    setting.variant,
    verdict,
    `${states} states`,
    `${transitions} transitions`,
    `${seconds.toFixed(3)} s`,
  ];
  io.out(`${words.join('  ')}\n`);
  if (interleavings !== undefined) io.out(`  ${interleavings} interleavings\n`);
  if (limit !== undefined) io.out(`  bounded by: ${limit}\n`);
  if (!found) return;
  io.out(`  broken: ${found.rule} (${found.choices.length} steps, ${found.switches} context switches)\n`);
  if (!withTrace) return;
  for (const line of stepLines(steps, found.repeatsFrom)) io.out(`  ${line}\n`);
  io.out(`  share: ${toShare({ scenario: s.id, setting, choices: found.choices })}\n`);
}

function exportPromela(wanted: readonly Scenario[], options: Options, file: string, io: Io): number {
  const [s] = wanted;
  if (!s || wanted.length > 1) throw new UsageError('--promela writes one scenario');
  const [setting, ...more] = settings(s, options);
  if (!setting) throw new UsageError(`${s.id} has nothing to export`);
  writeFileSync(file, toPromela(s, setting));
  if (more.length > 0)
    io.err(`mapshift: wrote ${setting.scheme}, ${setting.variant}; --scheme and --variant choose another`);
  return 0;
}

// `npm run bench:explore [-- --rounds N] [--quick]`: our explorer and the real SPIN on the same models, turn
// about in one run. The scenario is wait-install, as it lies in sim-core/scenarios; the Promela model is
// test/promela/page_cache.pml. Both look for broken rules and for processes stuck for ever.
// Rates are states per second of processor time (user + system), which a busy machine disturbs less: of pan's
// whole run in its faster mode, or what pan itself prints where that is more (where it is too quick for its
// own clock, of its user time alone: setting up its tables is not held against it); of our search in one thread
// without reductions, in a process that is warm ("cold" is beside it). The ratio is the median of the rounds'.
// End to end is the clock, and of each tool its least disturbed round: SPIN from the model's text (generate,
// gcc -O2, run, the faster mode), ours a whole node process.
// Exit 0 when counts agree and every budget is met, 1 when not, 2 without spin or gcc.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODEL = join(root, 'test/promela/page_cache.pml');
/** readers, truncaters, waiters, pages, files */
const SIZES = [
  [2, 1, 0, 2, 2],
  [1, 2, 1, 2, 2],
  [2, 1, 1, 2, 2],
  [2, 1, 2, 2, 1],
  [2, 2, 1, 2, 2],
  [3, 1, 1, 2, 2],
];
/** Above so many states one cold run lasts seconds: what the engine compiles meanwhile does not show. */
const LARGE = 3e6;
/** pan prints its own rate from a clock of hundredths of a second. */
const READABLE_SECONDS = 0.2;
const BUDGET = { ratio: 2, sooner: 5, symmetrySeconds: 3, bytes: 100, allSeconds: 2 };

const clock = (work) => {
  const began = performance.now();
  const result = work();
  return { seconds: (performance.now() - began) / 1000, result };
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? Number.NaN);

/** SPIN, from the model's text to its answer. Small runs are repeated, for the rate alone. */
function spin(dir, [nr, nt, nw, np, nf], mode, states) {
  const run = (command, args) => {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: dir, encoding: 'utf8' });
    if (error || status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.slice(0, 500)}`);
    return stdout;
  };
  const defines = [`-DNR=${nr}`, `-DNT=${nt}`, `-DNW=${nw}`, `-DNP=${np}`, `-DNF=${nf}`, '-DPAGE_WAIT'];
  const generate = clock(() => run('spin', ['-a', '-o2', ...defines, MODEL]));
  const flags = mode === 'BFS' ? ['-DBFS'] : [];
  const compile = clock(() =>
    run('gcc', ['-O2', '-w', '-DNOREDUCE', '-DMEMLIM=12000', ...flags, '-o', 'pan', 'pan.c']),
  );
  // a stack no larger than the model needs: a larger one costs pan time
  const pan = mode === 'BFS' ? './pan' : `./pan -m${Math.max(10_000, 2 * states)}`;
  const timed = (times, to) =>
    `TIMEFORMAT='cpu %U %S'; { time for i in {1..${times}}; do ${pan} ${to} 2>&1; done; } 2>&1`;
  const { seconds, result } = clock(() => run('bash', ['-c', timed(1, '')]));
  const times = Math.max(1, Math.min(20, Math.round(0.5 / seconds)));
  const text = times === 1 ? result : run('bash', ['-c', timed(times, '>/dev/null')]);
  const [user, system] = (/cpu ([\d.]+) ([\d.]+)/.exec(text) ?? []).slice(1).map(Number);
  const found = number(result, /(\d+) states, stored/);
  const elapsed = number(result, /elapsed time ([\d.]+)/);
  const rate =
    elapsed < READABLE_SECONDS
      ? (found * times) / user
      : Math.max(found / elapsed, (found * times) / (user + system));
  return {
    states: found,
    transitions: number(result, /(\d+) transitions/),
    errors: number(result, /errors: (\d+)/),
    rate,
    total: generate.seconds + compile.seconds + seconds,
    bytes: number(result, /([\d.]+)\ttotal actual memory/) * 2 ** 20,
  };
}

function ours(bundle, mode, size = []) {
  const { seconds, result } = clock(() =>
    spawnSync(process.execPath, [bundle, mode, ...size.map(String)], { encoding: 'utf8' }),
  );
  if (result.status !== 0) throw new Error(result.stderr.slice(0, 500));
  return { ...JSON.parse(result.stdout), total: seconds };
}

function haveTools() {
  try {
    execFileSync('spin', ['-V'], { stdio: 'ignore' });
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** One size, all tools in turn, several times. */
function measure(dir, bundle, size, count) {
  const rounds = [];
  let states = 0;
  for (let i = 0; i < count; i++) {
    const plain = ours(bundle, 'plain', size);
    states = plain.states;
    rounds.push({
      plain,
      bfs: spin(dir, size, 'BFS', states),
      rate: states < LARGE ? ours(bundle, 'rate', size).rate : plain.rate,
      reduced: ours(bundle, 'reduced', size),
      dfs: spin(dir, size, 'DFS', states),
      whole: ours(bundle, 'whole', size),
    });
  }
  const of = (pick) => median(rounds.map(pick));
  const [{ plain, bfs, dfs, reduced, whole }] = rounds;
  const holds = [plain, reduced, whole].every(({ verdict }) => verdict === 'holds');
  // the clock stands still for nobody: the least disturbed round of each
  const best = (pick) => Math.min(...rounds.map(pick));
  const spinRun = best((r) => Math.min(r.bfs.total, r.dfs.total));
  return {
    size,
    states,
    orbits: reduced.states,
    agree: bfs.states === states && dfs.states === states && holds && bfs.errors + dfs.errors === 0,
    panRate: Math.max(
      of((r) => r.bfs.rate),
      of((r) => r.dfs.rate),
    ),
    // each round is a comparison of its own: a machine that slows down slows both
    ratio: of((r) => r.rate / Math.max(r.bfs.rate, r.dfs.rate)),
    ourRate: of((r) => r.rate),
    coldRate: of((r) => r.plain.rate),
    spinRun,
    plain: best((r) => r.plain.total),
    reduced: best((r) => r.reduced.total),
    whole: best((r) => r.whole.total),
    bytes: plain.bytes / states,
    peak: best((r) => r.plain.peak) / states,
    spinBytes: Math.min(bfs.bytes, dfs.bytes) / states,
  };
}

const row = (m) => ({
  'R T W P F': m.size.join(' '),
  states: m.states,
  'pan M/s': (m.panRate / 1e6).toFixed(2),
  'ours M/s': (m.ourRate / 1e6).toFixed(2),
  '(cold)': (m.coldRate / 1e6).toFixed(2),
  ratio: m.ratio.toFixed(2),
  'SPIN s': m.spinRun.toFixed(2),
  'plain s': m.plain.toFixed(2),
  sooner: (m.spinRun / m.plain).toFixed(1),
  orbits: m.orbits,
  'symmetry s': m.reduced.toFixed(2),
  'sooner, symmetry': (m.spinRun / m.reduced).toFixed(1),
  'cycles too s': m.whole.toFixed(2),
  'bytes/state': m.bytes.toFixed(0),
  'peak/state': m.peak.toFixed(0),
  'SPIN bytes/state': m.spinBytes.toFixed(0),
});

function judge(measured, allSeconds) {
  const lines = [];
  const say = (fine, text) => lines.push(`${fine ? 'PASS' : 'FAIL'}  ${text}`);
  for (const m of measured) {
    const at = `at ${m.states} states`;
    say(m.ratio >= BUDGET.ratio, `${at}: ${m.ratio.toFixed(2)} times pan's states/s (${BUDGET.ratio})`);
    const sooner = m.spinRun / m.reduced;
    const plain = (m.spinRun / m.plain).toFixed(1);
    const wanted = `(${BUDGET.sooner}; without symmetry ${plain})`;
    say(sooner >= BUDGET.sooner, `${at}: ${sooner.toFixed(1)} times sooner end to end ${wanted}`);
  }
  const last = measured.at(-1);
  say(
    last.reduced < BUDGET.symmetrySeconds,
    `${last.states} states with symmetry in ${last.reduced.toFixed(2)} s (${BUDGET.symmetrySeconds})`,
  );
  // small models cost what node costs: memory a state is judged where states are many
  for (const m of measured.filter(({ states }) => states > LARGE))
    say(
      m.peak <= BUDGET.bytes,
      `at ${m.states} states: ${m.peak.toFixed(0)} bytes a state at the peak (${BUDGET.bytes})`,
    );
  say(allSeconds <= BUDGET.allSeconds, `all scenarios in ${allSeconds.toFixed(2)} s (${BUDGET.allSeconds})`);
  const agree = measured.every((m) => m.agree);
  say(agree, 'states and verdicts agree with SPIN at every size');
  process.stdout.write(`${lines.join('\n')}\n`);
  return lines.every((line) => line.startsWith('PASS'));
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, quick: { type: 'boolean' } },
  });
  if (!haveTools()) {
    process.stderr.write('bench:explore: needs spin and gcc (Debian: apt-get install spin gcc)\n');
    return 2;
  }
  const dir = mkdtempSync(join(tmpdir(), 'mapshift-bench-'));
  try {
    const bundle = join(dir, 'explore.mjs');
    await build({
      entryPoints: [join(root, 'scripts/bench-explore-run.mjs')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: bundle,
      logLevel: 'error',
    });
    const rounds = Number(values.rounds);
    const measured = [];
    for (const size of values.quick ? SIZES.slice(0, 4) : SIZES) {
      measured.push(measure(dir, bundle, size, rounds));
      for (const [name, value] of Object.entries(row(measured.at(-1))))
        process.stdout.write(`${name}: ${value}  `);
      process.stdout.write('\n');
    }
    const allSeconds = Math.min(...Array.from({ length: rounds }, () => ours(bundle, 'all').total));
    console.table(measured.map(row));
    return judge(measured, allSeconds) ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exitCode = await main();

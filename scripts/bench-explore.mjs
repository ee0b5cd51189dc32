// `npm run bench:explore [-- --rounds N] [--quick]`: our explorer and the real SPIN on the same models,
// turn about in one run. The scenario is wait-install, as it lies in sim-core/scenarios; the Promela
// model is test/promela/page_cache.pml. Both look for broken rules and for processes stuck for ever.
// Rates are per second of processor time, which a busy machine disturbs less; end to end is the clock.
// Exit 0 when counts agree, 1 when not, 2 without spin or gcc.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODEL = join(root, 'test/promela/page_cache.pml');
/** readers, truncaters, waiters, pages, files */
const SIZES = [
  [1, 1, 1, 2, 2],
  [2, 1, 0, 2, 2],
  [2, 1, 1, 2, 2],
  [2, 1, 2, 2, 1],
  [2, 2, 1, 2, 2],
  [3, 1, 1, 2, 2],
];

const ENTRY = `
import { canonicalizer } from './sim-core/explore/symmetry.ts';
import { Search } from './sim-core/explore/search.ts';
import { machineFor } from './sim-core/scenario.ts';
import { scenarioOf } from './sim-core/scenarios/index.ts';
const [symmetry, readers, truncaters, waiters, pages, files] = process.argv.slice(2).map(Number);
const setting = { scheme: 'page_wait', variant: 'one-section', set: { readers, truncaters, waiters, pages, files } };
const machine = machineFor(scenarioOf('wait-install'), setting);
const began = performance.now();
const cpu = process.cpuUsage();
const search = new Search(machine, symmetry ? canonicalizer(machine) : undefined);
while (!search.run(1e9, () => performance.now()));
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(JSON.stringify({
  states: search.states, transitions: search.transitions, errors: search.findings.length,
  seconds, cpu: (user + system) / 1e6, bytes: search.table.bytes, peak: process.resourceUsage().maxRSS * 1024,
}));
`;

const clock = (work) => {
  const began = performance.now();
  const result = work();
  return { seconds: (performance.now() - began) / 1000, result };
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? Number.NaN);

/** SPIN, from the model's text to its answer: generate, gcc -O2, run. */
function spin(dir, [nr, nt, nw, np, nf], mode) {
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
  const command = `TIMEFORMAT='cpu %U %S'; time ./pan ${mode === 'BFS' ? '' : '-m8000000'} 2>&1`;
  const { seconds, result } = clock(() => run('bash', ['-c', `{ ${command}; } 2>&1`]));
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(result) ?? [];
  return {
    states: number(result, /(\d+) states, stored/),
    errors: number(result, /errors: (\d+)/),
    run: seconds,
    cpu: Number(user) + Number(system),
    total: generate.seconds + compile.seconds + seconds,
    bytes: number(result, /([\d.]+)\ttotal actual memory/) * 2 ** 20,
  };
}

function ours(bundle, symmetry, [nr, nt, nw, np, nf]) {
  const args = [bundle, symmetry ? 1 : 0, nr, nt, nw, np, nf].map(String);
  const { seconds, result } = clock(() => spawnSync(process.execPath, args, { encoding: 'utf8' }));
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

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, quick: { type: 'boolean' } },
  });
  if (!haveTools()) {
    process.stderr.write('bench:explore: needs spin and gcc (Debian: apt-get install spin gcc)\n');
    return 2;
  }
  const dir = mkdtempSync(join(tmpdir(), 'mapshift-bench-'));
  let agree = true;
  try {
    const bundle = join(dir, 'explore.mjs');
    const out = await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
      logLevel: 'error',
    });
    writeFileSync(bundle, out.outputFiles[0].text);
    const rows = [];
    for (const size of values.quick ? SIZES.slice(0, 3) : SIZES) {
      const rounds = [];
      for (let i = 0; i < Number(values.rounds); i++) {
        rounds.push({
          bfs: spin(dir, size, 'BFS'),
          plain: ours(bundle, false, size),
          dfs: spin(dir, size, 'DFS'),
          reduced: ours(bundle, true, size),
        });
      }
      const of = (pick) => median(rounds.map(pick));
      const { bfs, plain, reduced } = rounds[0];
      if (bfs.states !== plain.states || plain.errors !== bfs.errors || reduced.errors !== bfs.errors)
        agree = false;
      const panRate = Math.max(
        of((r) => r.bfs.states / r.bfs.run),
        of((r) => r.dfs.states / r.dfs.run),
      );
      const ourRate = of((r) => r.plain.states / r.plain.cpu);
      const panTotal = Math.min(
        of((r) => r.bfs.total),
        of((r) => r.dfs.total),
      );
      rows.push({
        'R T W P F': size.join(' '),
        states: plain.states,
        'SPIN states': bfs.states,
        'pan M/s': (panRate / 1e6).toFixed(2),
        'ours M/s': (ourRate / 1e6).toFixed(2),
        'states/s ratio': (ourRate / panRate).toFixed(2),
        'SPIN s, end to end': panTotal.toFixed(2),
        'ours s': of((r) => r.plain.total).toFixed(2),
        'with symmetry s': of((r) => r.reduced.total).toFixed(2),
        orbits: reduced.states,
        'sooner, plain': (panTotal / of((r) => r.plain.total)).toFixed(1),
        'sooner, symmetry': (panTotal / of((r) => r.reduced.total)).toFixed(1),
        'bytes/state': (plain.bytes / plain.states).toFixed(0),
        'SPIN bytes/state': (bfs.bytes / bfs.states).toFixed(0),
      });
      for (const [name, value] of Object.entries(rows.at(-1))) process.stdout.write(`${name}: ${value}  `);
      process.stdout.write('\n');
    }
    console.table(rows);
    process.stdout.write(
      agree ? 'states and verdicts agree with SPIN at every size\n' : 'STATES OR VERDICTS DIFFER FROM SPIN\n',
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return agree ? 0 : 1;
}

process.exitCode = await main();

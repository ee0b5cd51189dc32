// `npm run bench:tree [-- --runs N] [--spatch] [--tree DIR] [--truth FILE]`: wall time and memory of
// `mapshift uses` on a whole kernel tree, against ripgrep and Coccinelle in the same run, because
// only ratios mean anything on somebody else's machine. Exit 1 when a budget is not met.
// `--spatch` runs Coccinelle over the whole tree (minutes) instead of over mm and fs alone.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelTree, kernelVersion } from './kernel/fetch.mjs';
import { CLI, measure, median, table } from './kernel/measure.mjs';
import { compareLines, spatchUses } from './kernel/spatch.mjs';
import { readRows, readTruth, truthPath } from './kernel/truth.mjs';
import { ensurePrograms } from './setup/programs.mjs';

/** Budgets: ratios of wall times in this run, and MiB. */
const BUDGET = { cold: 10, warm: 2, peakMiB: 400, spatch: 15 };
const PROGRAMS = {
  rg: { package: 'ripgrep', why: 'is what we are measured against' },
  spatch: { package: 'coccinelle', why: 'is what we are measured against' },
};
const PEER_FOLDERS = ['mm', 'fs'];

const say = (line) => process.stdout.write(`${line}\n`);

async function checked(command, args, options) {
  const run = await measure(command, args, options);
  if (run.code !== 0)
    throw new Error(`${command} ended with ${run.code}: ${run.stderr.trim().split('\n').at(-1)}`);
  return run;
}

const rg = (tree) => checked('rg', ['-n', '-w', 'mapping', '-g', '*.c', '-g', '*.h', '.'], { cwd: tree });
const uses = (tree, args, options) =>
  checked(process.execPath, [CLI, 'uses', '--json', ...args, tree, ...(options?.paths ?? [])], options);

/** One round: the peer, us without anything to go by, us with what that left behind. */
async function round(tree, memory) {
  const cache = mkdtempSync(join(tmpdir(), 'mapshift-bench-'));
  try {
    const peer = await rg(tree);
    const cold = await uses(tree, ['--cache', cache], { memory });
    const warm = await uses(tree, ['--cache', cache], { memory });
    if (cold.stdout !== warm.stdout) throw new Error('cold and warm answers differ');
    return { peer, cold, warm };
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

const lineKeys = (found) =>
  new Set(found.filter((use) => use.record).map((use) => `${use.file}:${use.line}:${use.record}`));

/** Coccinelle and us over the same folders; with a truth, how much of it each found. */
async function againstSpatch(tree, folders, truth) {
  const peer = await spatchUses(tree, folders);
  const ours = [];
  for (let run = 0; run < 3; run++)
    ours.push(await uses(tree, ['--no-cache'], { paths: folders[0] === '.' ? [] : folders }));
  const seconds = median(ours.map((each) => each.seconds));
  const where = folders[0] === '.' ? 'whole tree' : folders.join('+');
  const scope =
    folders[0] === '.' ? [...new Set((truth ?? []).map(({ file }) => file.split('/')[0]))] : folders;
  const score = (lines) => {
    if (truth === null) return ['no truth', 'no truth'];
    const { recall, precision } = compareLines(truth, lines, scope);
    return [recall.toFixed(3), precision.toFixed(3)];
  };
  const found = lineKeys(readRows(ours[0].stdout));
  say('');
  say(
    table([
      [`over ${where}, .c lines`, 'wall', 'ratio', 'recall', 'precision'],
      ['spatch --no-includes', `${peer.seconds.toFixed(2)} s`, '', ...score(peer.lines)],
      [
        'mapshift uses, no cache',
        `${seconds.toFixed(2)} s`,
        `${(peer.seconds / seconds).toFixed(1)} times faster`,
        ...score(found),
      ],
    ]),
  );
  const right = (lines) => (truth === null ? null : compareLines(truth, lines, scope));
  return { ratio: peer.seconds / seconds, where, peer: right(peer.lines), ours: right(found) };
}

async function main() {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      spatch: { type: 'boolean', default: false },
      tree: { type: 'string' },
      truth: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: a number of rounds`);
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first`);
  const missing = await ensurePrograms(PROGRAMS, say);
  if (missing.length > 0) throw new Error(missing.join('; '));
  const tree = values.tree ? resolve(values.tree) : await kernelTree('6.1', (line) => say(`kernel: ${line}`));
  say(
    `Linux ${kernelVersion(tree)} in ${tree}; ${cpus().length} cores, Node ${process.version}; ${runs} rounds`,
  );

  // the files come into the page cache before anyone is timed
  await rg(tree);
  const rounds = [];
  for (let each = 1; each <= runs; each++) {
    rounds.push(await round(tree, false));
    const { peer, cold, warm } = rounds[rounds.length - 1];
    say(
      `round ${each}: rg ${peer.seconds.toFixed(2)} s, cold ${cold.seconds.toFixed(2)} s, warm ${warm.seconds.toFixed(2)} s`,
    );
  }
  // sampling memory takes time, so it has a round of its own
  const memory = await round(tree, true);
  const wall = (who) => median(rounds.map((each) => each[who].seconds));
  const ratio = (who) => wall(who) / wall('peer');
  const peak = Math.max(memory.cold.peakMiB, memory.warm.peakMiB);
  say('');
  say(
    table([
      ['whole tree, medians', 'wall', 'times rg', 'peak memory'],
      ['rg -n -w mapping', `${wall('peer').toFixed(2)} s`, '1.0', ''],
      [
        'mapshift uses, cold',
        `${wall('cold').toFixed(2)} s`,
        ratio('cold').toFixed(1),
        `${memory.cold.peakMiB.toFixed(0)} MiB`,
      ],
      [
        'mapshift uses, warm',
        `${wall('warm').toFixed(2)} s`,
        ratio('warm').toFixed(1),
        `${memory.warm.peakMiB.toFixed(0)} MiB`,
      ],
    ]),
  );
  say(rounds[0].cold.stderr.trim().split('\n').at(-1));

  const truthFile = truthPath(values.truth);
  if (truthFile === null) say('no truth found (--truth FILE): recall and precision were not measured');
  const spatch = await againstSpatch(
    tree,
    values.spatch ? ['.'] : PEER_FOLDERS,
    truthFile === null ? null : readTruth(truthFile),
  );

  const verdicts = [
    [`cold at most ${BUDGET.cold} times rg`, ratio('cold') <= BUDGET.cold, ratio('cold').toFixed(1)],
    [`warm at most ${BUDGET.warm} times rg`, ratio('warm') <= BUDGET.warm, ratio('warm').toFixed(1)],
    [`peak memory under ${BUDGET.peakMiB} MiB`, peak > 0 ? peak < BUDGET.peakMiB : null, peak.toFixed(0)],
    [
      `at least ${BUDGET.spatch} times faster than spatch over ${spatch.where}`,
      spatch.ratio >= BUDGET.spatch,
      spatch.ratio.toFixed(1),
    ],
  ];
  if (spatch.peer && spatch.ours)
    verdicts.push([
      'better recall than spatch, no worse precision',
      spatch.ours.recall > spatch.peer.recall && spatch.ours.precision >= spatch.peer.precision,
      `${spatch.ours.recall.toFixed(3)} against ${spatch.peer.recall.toFixed(3)}`,
    ]);
  say('');
  const word = (met) => (met === null ? 'NOT MEASURED' : met ? 'PASS' : 'FAIL');
  for (const [what, met, value] of verdicts) say(`${word(met)}  ${what}: ${value}`);
  return verdicts.every(([, met]) => met === true) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench:tree: ${error.message}\n`);
  process.exitCode = 2;
}

// `npm run bench:convert [-- --tree DIR] [--no-spatch]`: how long it takes to plan a parameter for functions with
// hundreds of callers once the tree is indexed, to carry the stage `parameter` out over a whole kernel, and, in
// the same run, the real spatch with the same stage as its rules. Works on a copy of hard links: the tree stays
// as it is. Exit 1 when a budget is not met.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from './editor/paths.mjs';
import { findProgram } from './editor/process.mjs';
import { kernelTree, kernelVersion } from './kernel/fetch.mjs';
import { CLI, measure, table } from './kernel/measure.mjs';

/** seconds */
const BUDGET = { plan: 1, parameter: 60 };
/** Functions of the page cache that are called all over the kernel. */
const TARGETS = [
  'set_page_dirty:mm/folio-compat.c',
  'folio_mark_dirty:mm/page-writeback.c',
  'wait_on_page_writeback:mm/folio-compat.c',
  'unlock_page:mm/folio-compat.c',
  'put_page:include/linux/mm.h',
];

const say = (line) => process.stdout.write(`${line}\n`);

async function must(command, args, options) {
  const run = await measure(command, args, options);
  if (run.code !== 0) throw new Error(`${args[1] ?? command}: ${run.stderr.trim().split('\n').at(-1)}`);
  return run;
}

async function planTimes(tree) {
  const outfile = join(dirname(CLI), 'bench-widen.mjs');
  await build({
    entryPoints: [join(ROOT, 'test/convert/widenTimes.ts')],
    bundle: true,
    outfile,
    platform: 'node',
    format: 'esm',
    // web-tree-sitter asks for require where it finds node
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  try {
    const { stdout } = await must(process.execPath, [outfile, tree, ...TARGETS]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(outfile, { force: true });
  }
}

async function main() {
  const { values } = parseArgs({
    options: { tree: { type: 'string' }, 'no-spatch': { type: 'boolean', default: false } },
  });
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first`);
  const tree = values.tree ? resolve(values.tree) : await kernelTree('6.1', (line) => say(`kernel: ${line}`));
  say(
    `Linux ${kernelVersion(tree)}; ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );

  const [index, ...plans] = await planTimes(tree);
  say(
    `indexed in ${(index.indexMs / 1000).toFixed(1)} s, words listed in ${(index.wordsMs / 1000).toFixed(1)} s\n`,
  );
  say(
    table([
      ['a parameter for', 'seconds', 'callers', 'files'],
      ...plans.map(({ name, ms, callers, files }) => [`${name}()`, (ms / 1000).toFixed(2), callers, files]),
    ]),
  );
  for (const { name, refused } of plans) if (refused) say(`${name}(): refused: ${refused}`);
  const slowest = Math.max(...plans.map(({ ms }) => ms)) / 1000;
  let met = true;
  const budget = (isMet, line) => {
    met &&= isMet;
    say(`${isMet ? 'PASS' : 'FAIL'}  ${line}`);
  };
  budget(slowest < BUDGET.plan, `each plan under ${BUDGET.plan} s: ${slowest.toFixed(2)}\n`);

  // beside the tree: hard links do not leave their file system
  const folder = mkdtempSync(join(dirname(tree), 'mapshift-bench-'));
  try {
    const ours = join(folder, 'tree');
    await must('cp', ['-al', tree, ours]);
    await must(process.execPath, [CLI, 'convert', 'helper', '--write', '--no-cache', ours]);
    const parameter = await must(process.execPath, [
      CLI,
      'convert',
      'parameter',
      '--dry-run',
      '--no-cache',
      ours,
    ]);
    say(parameter.stderr.trim().split('\n')[0] ?? '');
    budget(
      parameter.seconds < BUDGET.parameter,
      `the stage parameter over the tree under ${BUDGET.parameter} s: ${parameter.seconds.toFixed(1)}`,
    );
    if (values['no-spatch']) return met ? 0 : 1;
    if (!findProgram('spatch')) {
      say('spatch is not there (Debian: coccinelle): no ratio');
      return met ? 0 : 1;
    }
    const rules = join(folder, 'rules');
    await must(process.execPath, [CLI, 'cocci', 'parameter', '--out', rules, ours]);
    // its rules change files in place: real copies of what they are for
    const theirs = join(folder, 'spatch');
    await must('cp', ['-a', '--reflink=auto', ours, theirs]);
    const spatch = await measure('sh', [join(rules, 'run.sh'), theirs]);
    say(
      `spatch with the same stage as rules: ${spatch.seconds.toFixed(1)} s${spatch.code === 0 ? '' : `, exit code ${spatch.code}`}`,
    );
    say(`spatch takes ${(spatch.seconds / parameter.seconds).toFixed(1)} times as long`);
    return met ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench:convert: ${error.message}\n`);
  process.exitCode = 2;
}

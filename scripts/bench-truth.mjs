// `npm run bench:truth [-- --truth FILE] [--tree DIR] [--field PRESET] [--verbose]`: the command line against what a
// compiler said of a real kernel. Every page and folio row must be found at its very place, and no
// member of another record claimed. Exit 0 at recall and precision 1.000, 1 below, 2 without a truth.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelTree, kernelVersion } from './kernel/fetch.mjs';
import { CLI, measure } from './kernel/measure.mjs';
import { compare, coveredPaths, RECORDS, readRows, readTruth, truthPath } from './kernel/truth.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const fail = (message) => {
  process.stderr.write(`bench:truth: ${message}\n`);
  return 2;
};

/** The tool's answer for these paths; `--no-cache`, so that nothing stale can help. */
async function ask(tree, paths, field) {
  const uses = await measure(process.execPath, [
    CLI,
    'uses',
    '--json',
    '--no-cache',
    ...(field ? ['--field', field] : []),
    tree,
    ...paths,
  ]);
  if (uses.code !== 0) {
    const last = uses.stderr.trim().split('\n').slice(-3).join('\n');
    throw new Error(`mapshift uses ended with ${uses.code}: ${last}`);
  }
  return { found: readRows(uses.stdout), summary: uses.stderr.trim(), seconds: uses.seconds };
}

function tellMiss({ place, row, use }) {
  const how = row.access ? `${row.base ?? ''}->${row.access}` : row.kind;
  const what = `${place} ${how} in ${row.function || 'file scope'}`;
  if (use === null) return `  ${what}: struct ${row.record}, nothing reported here`;
  return `  ${what}: struct ${row.record}, reported as ${use.record ?? 'unknown'} (${use.confidence}): ${use.reason}`;
}

/** One line for each top folder: what of it was found, and what was claimed in it. */
function byFolder(truth, { misses, claimed }) {
  const folders = new Map();
  const count = (file, what) => {
    const top = file.split('/')[0];
    const counts = folders.get(top) ?? { wanted: 0, foreign: 0, missed: 0, claimed: 0 };
    counts[what]++;
    folders.set(top, counts);
  };
  const places = new Map(truth.map((row) => [`${row.file}:${row.line}:${row.col}`, row]));
  for (const { file, record } of places.values())
    count(file, RECORDS.includes(record) ? 'wanted' : 'foreign');
  for (const { row } of misses) count(row.file, 'missed');
  for (const { row } of claimed) count(row.file, 'claimed');
  return [...folders]
    .sort()
    .map(
      ([top, each]) =>
        `  ${top.padEnd(9)} ${each.wanted - each.missed} of ${each.wanted} found, ${each.claimed} of ${each.foreign} others claimed`,
    );
}

async function main() {
  const { values } = parseArgs({
    options: {
      truth: { type: 'string' },
      tree: { type: 'string' },
      field: { type: 'string' },
      verbose: { type: 'boolean', short: 'v' },
    },
  });
  const path = truthPath(values.truth);
  if (path === null) {
    return fail(
      'no truth found: name a file of rows with --truth FILE (it is not part of the repository); nothing was measured',
    );
  }
  if (!existsSync(CLI)) return fail(`${CLI} is missing: run "npm run build" first`);
  const tree = values.tree ? resolve(values.tree) : await kernelTree('6.1', (line) => say(`kernel: ${line}`));
  const truth = readTruth(path);
  const paths = coveredPaths(truth);
  say(`Linux ${kernelVersion(tree)}, ${truth.length} rows of truth in ${paths.length} folders and files`);

  const { found, summary, seconds } = await ask(tree, paths, values.field);
  const result = compare(truth, found);
  say(`mapshift uses: ${seconds.toFixed(2)} s; ${summary.split('\n').at(-1)}`);
  say('');

  if (result.misses.length > 0) {
    say(`${result.misses.length} missed:`);
    for (const miss of result.misses) say(tellMiss(miss));
  }
  if (result.claimed.length > 0) {
    say(`${result.claimed.length} of other records claimed:`);
    for (const { place, row, use } of result.claimed)
      say(
        `  ${place} belongs to ${row.record}, reported as ${use.record} (${use.confidence}): ${use.reason}`,
      );
  }
  // the compiler saw one configuration; what stands outside any #if it should have seen
  const files = new Set(truth.map((row) => row.file));
  const unseen = result.extra.filter((use) => use.condition !== null || !files.has(use.file));
  const odd = result.extra.filter((use) => !unseen.includes(use));
  say(
    `${result.extra.length} found beyond the truth: ${unseen.length} under #if or in files it is silent on, ${odd.length} others`,
  );
  for (const use of values.verbose ? result.extra : odd)
    say(
      `  ${use.file}:${use.line}:${use.column} ${use.base} in ${use.function}: ${use.record} (${use.confidence}) ${use.reason}${use.condition ? ` [${use.condition}]` : ''}`,
    );
  if (result.unknown.length > 0) {
    say(`${result.unknown.length} of unknown type:`);
    for (const use of result.unknown)
      say(`  ${use.file}:${use.line}:${use.column} ${use.base}: ${use.reason}`);
  }
  const near = found.filter((use) => use.nearDamage);
  say(`${near.length} uses near a parse error${near.length > 0 ? ':' : ''}`);
  for (const use of near) say(`  ${use.file}:${use.line} in ${use.function}`);
  say('');

  const rowsOf = (record) =>
    new Set(truth.filter((row) => row.record === record).map((row) => `${row.file}:${row.line}:${row.col}`))
      .size;
  say(
    `truth: ${RECORDS.map((record) => `${rowsOf(record)} ${record}`).join(', ')}, ${result.foreign} places of other records`,
  );
  for (const line of byFolder(truth, result)) say(line);
  say(`recall    ${result.recall.toFixed(3)} (${result.right} of ${result.wanted})`);
  say(`precision ${result.precision.toFixed(3)} (${result.claimed.length} of ${result.foreign} claimed)`);
  const perfect = result.misses.length === 0 && result.claimed.length === 0;
  say(perfect ? 'PASS' : 'FAIL: the bar is 1.000 and 1.000');
  return perfect ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = fail(error.message);
}

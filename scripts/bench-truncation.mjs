// `npm run bench:truncation [-- --tree DIR] [--out FILE]`: truncation tests of Linux 6.1, rewritten by us and by
// the three rules of 2018, site by site against what a reader says of each (scripts/kernel/truncation-6.1.json).
// Writes docs/truncation-6.1.md. Ours must have none wrong and none missed.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './editor/paths.mjs';
import { kernelTree, kernelVersion } from './kernel/fetch.mjs';
import { CLI, measure } from './kernel/measure.mjs';
import { judged } from './kernel/truncation.mjs';

const PLACEHOLDER = 'MAPPING_NULL';
const say = (line) => process.stderr.write(`${line}\n`);
const at = (row) => `${row.file}:${row.line}:${row.column}`;
const readRules = (name) => readFileSync(join(ROOT, 'scripts', 'kernel', name), 'utf8');

const NOTHING = '@nothing@\n@@\n- no_function_of_this_name_is_anywhere()\n+ 0\n';
const PAGE_RULES = readRules('truncation-2018.cocci');
const SIDES = [
  { id: 'mapshift', title: 'Mapshift', rules: NOTHING, text: 'ours' },
  { id: 'page', title: 'spatch, the three rules', rules: PAGE_RULES, text: 'theirs' },
  {
    id: 'folio',
    title: 'spatch, with the same for folios',
    rules: `${PAGE_RULES}\n${readRules('truncation-folio.cocci')}`,
    text: 'theirs',
  },
];

async function rows(args) {
  const run = await measure(process.execPath, [CLI, ...args]);
  if (run.code !== 0) throw new Error(run.stderr.trim().split('\n').at(-1));
  return {
    seconds: run.seconds,
    rows: run.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
  };
}

/** What a reader says of every test in these folders; fails where the tree has others than were read. */
function verdicts(truth, uses) {
  const left = new Map();
  const add = (file, name, count, truncation, asks) =>
    left.set(`${file}:${name}`, { count, truncation, asks });
  for (const [file, functions] of Object.entries(truth.tests))
    for (const [name, count] of Object.entries(functions)) add(file, name, count, true, null);
  for (const [file, functions] of Object.entries(truth.others))
    for (const [name, { sites, asks }] of Object.entries(functions)) add(file, name, sites, false, asks);
  const sites = uses
    .filter(({ access }) => access === 'compare' || access === 'null-test')
    .map((use) => {
      const known = left.get(`${use.file}:${use.function}`);
      if (!known) throw new Error(`${at(use)} in ${use.function}() was not read: add it to the list`);
      known.count--;
      return { ...use, truncation: known.truncation, asks: known.asks };
    });
  const lost = [...left].filter(([, { count }]) => count !== 0);
  if (lost.length > 0) throw new Error(`not found as they were read: ${lost.map(([key]) => key).join(', ')}`);
  return sites;
}

/** What one side made of one site: `right`, `asks more`, `wrong`, `missed`, or `left alone`. */
function outcomeOf(site, change, side) {
  const text = change?.[side.text];
  const changed = change !== undefined && text !== change.before && /is_truncated/.test(text);
  if (!changed)
    return site.truncation
      ? { is: 'missed', why: missedBy(site, change, side) }
      : { is: 'left alone', why: '' };
  if (!site.truncation) return { is: 'wrong', why: `asks something else: ${site.asks}` };
  if (side.text === 'theirs' && change.class === 'undeclared') return { is: 'wrong', why: change.reason };
  const { right, why } = judged(change.before, text, PLACEHOLDER);
  if (right) return { is: 'right', why };
  return { is: /only asked for NULL/.test(why) ? 'asks more' : 'wrong', why };
}

function missedBy(site, change, side) {
  if (side.text === 'ours') return change ? `became ${change.ours}` : 'left as it is';
  if (site.record === 'folio' && side.id === 'page') return 'a folio';
  if (!/^\w+$/.test(site.base)) return 'the type of the base is declared in a header';
  return 'no rule has this form, or this name';
}

const count = (list, is) => list.filter((each) => each.is === is).length;

function report(version, spatch, sites, results) {
  const tests = sites.filter(({ truncation }) => truncation);
  const lines = [
    `# Truncation tests of Linux ${version}`,
    '',
    '<!-- made by "npm run bench:truncation": edit scripts/bench-truncation.mjs -->',
    '',
    `All tests of \`page->mapping\` and \`folio->mapping\` in mm/, fs/ and drivers/: ${sites.length} comparisons and NULL tests. ${tests.length} of them ask whether a page or folio that was looked up is still in its file; the other ${sites.length - tests.length} ask something else with the same words. Which is which a reader has decided, function by function, in [truncation-6.1.json](../scripts/kernel/truncation-6.1.json). Each result is judged by its text: it is right when it asks the same for every value of the field, in the same sense, of the same page, with the same mapping.`,
    '',
    `Beside Mapshift stands Coccinelle (spatch ${spatch}) with [the three rules](../scripts/kernel/truncation-2018.cocci) that the series of 2018 used, and with the same rules [for folios](../scripts/kernel/truncation-folio.cocci), which did not exist then. The six files that its author put back afterwards and his seven edits by hand are not counted.`,
    '',
    '| | rewritten right | asks more than the code did | wrong: not compiled, or no truncation test | missed | seconds |',
    '|---|---:|---:|---:|---:|---:|',
    ...SIDES.map(({ id, title }) => {
      const { outcomes, seconds } = results.get(id);
      const cells = ['right', 'asks more', 'wrong', 'missed'].map((is) => count(outcomes, is));
      return `| ${title} | ${cells.join(' | ')} | ${seconds.toFixed(0)} |`;
    }),
    '',
    'Seconds are for the whole command on this machine: reading the tree, planning the stage for these folders, running spatch and comparing.',
    '',
    '“Asks more”: a NULL test became a comparison with the mapping at hand. It may well be meant, but it is not what the code asked.',
    '',
    '## Where the results differ',
    '',
    '| place | function | the test | Mapshift | three rules | with folios |',
    '|---|---|---|---|---|---|',
  ];
  sites.forEach((site, index) => {
    const each = SIDES.map(({ id }) => results.get(id).outcomes[index]);
    if (each.every(({ is }) => is === each[0].is)) return;
    const cells = each.map(({ is, why }) =>
      is === 'wrong' || is === 'missed' || is === 'asks more' ? `**${is}**: ${why}` : is,
    );
    lines.push(
      `| ${site.file}:${site.line} | ${site.function} | \`${site.base}\` ${site.access} | ${cells.join(' | ')} |`,
    );
  });
  lines.push(
    '',
    '## What looks like a truncation test and is none',
    '',
    '| function | sites | asks |',
    '|---|---:|---|',
  );
  const others = new Map();
  for (const site of sites.filter(({ truncation }) => !truncation)) {
    const key = `${site.file}: ${site.function}`;
    others.set(key, { sites: (others.get(key)?.sites ?? 0) + 1, asks: site.asks });
  }
  for (const [key, { sites: number, asks }] of others) lines.push(`| ${key} | ${number} | ${asks} |`);
  return `${lines.join('\n')}\n`;
}

async function main() {
  const { values } = parseArgs({ options: { tree: { type: 'string' }, out: { type: 'string' } } });
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first`);
  const tree = values.tree ? resolve(values.tree) : await kernelTree('6.1', (line) => say(`kernel: ${line}`));
  const truth = JSON.parse(readRules('truncation-6.1.json'));
  const sites = verdicts(truth, (await rows(['uses', '--json', tree, ...truth.folders])).rows);
  const scratch = mkdtempSync(join(tmpdir(), 'mapshift-truncation-'));
  const results = new Map();
  try {
    for (const side of SIDES) {
      const sheet = join(scratch, `${side.id}.cocci`);
      writeFileSync(sheet, side.rules);
      const only = truth.folders.flatMap((folder) => ['--only', folder]);
      const run = await rows(['compare', 'helper', '--json', '--rules', sheet, ...only, tree]);
      const changes = new Map(run.rows.map((row) => [at(row), row]));
      const outcomes = sites.map((site) => outcomeOf(site, changes.get(at(site)), side));
      results.set(side.id, { outcomes, seconds: run.seconds });
      const told = ['right', 'asks more', 'wrong', 'missed'].map((is) => `${count(outcomes, is)} ${is}`);
      say(`${side.title}: ${told.join(', ')} (${run.seconds.toFixed(1)} s)`);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const { stdout } = await measure('spatch', ['--version']);
  const spatch = /spatch version (\S+)/.exec(stdout)?.[1] ?? '?';
  const out = values.out ? resolve(values.out) : join(ROOT, 'docs', 'truncation-6.1.md');
  writeFileSync(out, report(kernelVersion(tree), spatch, sites, results));
  say(`wrote ${out}`);
  const { outcomes } = results.get('mapshift');
  const bad = outcomes.flatMap((outcome, index) =>
    /wrong|missed|asks more/.test(outcome.is) ? [[sites[index], outcome]] : [],
  );
  for (const [site, outcome] of bad)
    say(`  ${at(site)} in ${site.function}(): ${outcome.is}: ${outcome.why}`);
  say(bad.length === 0 ? 'PASS' : 'FAIL: the bar is none wrong and none missed');
  return bad.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`bench:truncation: ${error.message}`);
  process.exitCode = 2;
}

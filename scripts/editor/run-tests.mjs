// Every test that needs a real VS Code: the suite inside it (trusted and restricted), then the tests that
// drive its page as a user would. Ends with one line, `editor: N passed, N failed`, and exits non-zero
// when one failed. Arguments choose parts: `trusted`, `restricted`, `pages` or a page test's name.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { say } from './process.mjs';
import { setUp } from './setup.mjs';

const PARTS = ['trusted', 'restricted'];
const asked = process.argv.slice(2);
const wants = (part) => asked.length === 0 || asked.includes(part);

let passed = 0;
let failed = 0;

function fail(what, message) {
  failed++;
  say(`FAILED ${what}\n${message}`);
}

async function runParts() {
  // loaded late: a fresh clone has no packages when this file starts
  const { chooseLauncher } = await import('./choose.mjs');
  const { runSuite } = await import('./run-suite.mjs');
  const launcher = await chooseLauncher();
  for (const part of PARTS.filter(wants)) {
    say(`${part} suite in ${launcher.name}`);
    try {
      const result = await runSuite(launcher, part);
      passed += result.passed;
      for (const { title, message } of result.failures) fail(`${part}: ${title}`, message);
    } catch (error) {
      fail(`${part} suite`, error.message);
    }
  }
}

/** Page tests run under vitest, one after the other: each starts an editor. */
async function runPages(names) {
  const folder = mkdtempSync(join(tmpdir(), 'mapshift-pages-'));
  const report = join(folder, 'report.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const config = ['--config', 'test/editor/vitest.config.mts', '--reporter=verbose', '--reporter=json'];
  const args = [vitest, 'run', ...config, `--outputFile.json=${report}`, ...names];
  say(`page tests${names.length > 0 ? ` ${names.join(', ')}` : ''}`);
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  try {
    const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    passed += numPassedTests;
    failed += numFailedTests;
    // a file that does not load has no tests to count
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    for (const { name, message } of broken) fail(name, message);
    if (code !== 0 && numFailedTests + broken.length === 0)
      fail('page tests', `vitest ended with exit code ${code}`);
    if (numTotalTests === 0) fail('page tests', 'no test ran');
  } catch (error) {
    fail('page tests', `no report (exit code ${code}): ${error.message}`);
  }
  rmSync(folder, { recursive: true, force: true });
}

try {
  await setUp(say);
  if (PARTS.some(wants)) await runParts();
  const pages = asked.filter((name) => !PARTS.includes(name) && name !== 'pages');
  if (asked.length === 0 || asked.includes('pages') || pages.length > 0) await runPages(pages);
} catch (error) {
  fail('set-up', error.message);
}
process.stdout.write(`editor: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

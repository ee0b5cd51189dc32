// `npm test`: sets everything up on a fresh machine, runs every layer, and closes with one line,
// `N passed, N failed`. `--quick` leaves out the editor. Exit code 1 when anything failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './editor/paths.mjs';
import { run, stopGroup } from './editor/process.mjs';
import { needsInstall } from './editor/setup.mjs';
import { ensurePrograms, TEST_PROGRAMS } from './setup/programs.mjs';
import { add, closing, ofEditor, ofExit, ofVitest } from './setup/tally.mjs';

const USAGE = `npm test [-- --quick]
  --quick  without the suite that runs inside VS Code, and with three models only for SPIN`;
/** A layer that takes longer hangs. */
const LIMIT_MINUTES = 20;

const say = (line) => process.stdout.write(`test: ${line}\n`);

/** Runs a layer with its output shown; a layer over the limit is stopped and fails. */
function show(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      env: { ...process.env, NO_UPDATE_NOTIFIER: '1', ...env },
    });
    let output = '';
    const keep = (stream) => (data) => {
      output += data;
      stream.write(data);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    const timer = setTimeout(() => {
      say(`stopped after ${LIMIT_MINUTES} minutes`);
      void stopGroup(child);
    }, LIMIT_MINUTES * 60_000);
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output });
    };
    child.on('error', (error) => {
      say(`${command}: ${error.message}`);
      end(1);
    });
    child.on('close', end);
  });
}

const bin = (...path) => join(ROOT, 'node_modules', ...path);

async function setUp(quick) {
  if (needsInstall()) {
    say('installing npm packages (once, about half a minute)');
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: ROOT });
  }
  const { chromium: _, ...withoutEditor } = TEST_PROGRAMS;
  for (const line of await ensurePrograms(quick ? withoutEditor : TEST_PROGRAMS, say)) say(line);
}

/** SPIN compiles every model it is asked about, which takes minutes: a quick run asks about three. */
async function unitTests(quick) {
  const folder = join(ROOT, '.cache', 'test');
  const report = join(folder, 'vitest.json');
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const vitest = [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { code } = await show(process.execPath, vitest, quick ? {} : { MAPSHIFT_SPIN: '1' });
  const tally = ofVitest(existsSync(report) ? readFileSync(report, 'utf8') : null, code);
  if (tally.skipped > 0) say(`${tally.skipped} tests were skipped`);
  return tally;
}

async function main(args) {
  const unknown = args.find((arg) => arg !== '--quick');
  if (unknown !== undefined) {
    process.stderr.write(`${USAGE}\n`);
    return unknown === '--help' ? 0 : 2;
  }
  const quick = args.includes('--quick');
  await setUp(quick);

  const layers = [
    [
      'typecheck (tsc -b)',
      async () => ofExit((await show(process.execPath, [bin('typescript', 'bin', 'tsc'), '-b'])).code),
    ],
    [
      'lint and format (biome)',
      async () =>
        ofExit((await show(process.execPath, [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '.'])).code),
    ],
    ['build', async () => ofExit((await show(process.execPath, [join(ROOT, 'scripts', 'build.mjs')])).code)],
    ['core, server and command line (vitest)', () => unitTests(quick)],
  ];
  if (!quick) {
    layers.push([
      'the extension in VS Code',
      async () => {
        const { code, output } = await show(process.execPath, [
          join(ROOT, 'scripts', 'editor', 'run-tests.mjs'),
        ]);
        return ofEditor(output, code);
      },
    ]);
  }

  const results = [];
  for (const [name, layer] of layers) {
    say(`${name} …`);
    const started = Date.now();
    const tally = await layer();
    results.push([name, tally]);
    say(`${name}: ${closing(tally)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }
  const total = add(...results.map(([, tally]) => tally));
  for (const [name, tally] of results) if (tally.failed > 0) say(`failed: ${name}`);
  process.stdout.write(`${closing(total)}\n`);
  return total.failed > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // set-up broke: nothing ran, and that is a failure too
  say(error.message);
  process.stdout.write(`${closing({ passed: 0, failed: 1 })}\n`);
  process.exitCode = 1;
}

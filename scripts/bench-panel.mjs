// `npm run bench:panel [-- --rounds N]`: what the panel's page costs. The size of its bundles; the time from the
// message that opens a play to the first picture; frames per second while a run of 10,000 steps is played and
// scrubbed. In Chromium, with a fake VS Code; the time that VS Code itself takes is not in it.
// Exit 0 when every budget is met, 1 when not, 2 without a browser.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const ORIGIN = 'https://webview.test';
const STEPS = 10_000;
const BUDGET = {
  pageKb: 300,
  pageZippedKb: 100,
  workerKb: 200,
  firstPictureMs: 300,
  longRunMs: 1500,
  fps: 55,
};
/** A frame later than this is one that somebody sees. */
const LATE_MS = 34;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Math.max(1, Number(values.rounds) || 5);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Bundles as scripts/build.mjs does. */
async function bundle(entry, options = {}) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    legalComments: 'none',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.css': 'text' },
    ...options,
  });
  return outputFiles[0].text;
}

/** Our own TypeScript, for use here. */
async function load(source) {
  const dir = mkdtempSync(join(tmpdir(), 'mapshift-bench-'));
  const file = join(dir, 'part.mjs');
  try {
    const stdin = { contents: source, resolveDir: root, loader: 'ts' };
    writeFileSync(
      file,
      await bundle(undefined, { entryPoints: undefined, stdin, platform: 'node', format: 'esm' }),
    );
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const lines = [];
let failed = false;
function tell(what, value, unit, budget, atLeast = false) {
  const good = atLeast ? value >= budget : value <= budget;
  failed ||= !good;
  const shown = value.toFixed(value < 10 ? 1 : 0);
  lines.push(
    `${what.padEnd(58)} ${shown.padStart(7)} ${unit.padEnd(4)} ${atLeast ? '≥' : '≤'} ${budget}  ${(value / budget).toFixed(2)}${good ? '' : '  FAILED'}`,
  );
}

async function openPage(browser, html, scripts) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  await page.addInitScript(() => {
    Object.assign(window, {
      acquireVsCodeApi: () => ({ postMessage() {}, getState: () => undefined, setState() {} }),
    });
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    const body = scripts[new URL(route.request().url()).pathname.slice(1)];
    return route.fulfill(
      body === undefined
        ? { contentType: 'text/html', body: html }
        : { contentType: 'text/javascript', body },
    );
  });
  await page.goto(ORIGIN);
  await page.waitForSelector('h1');
  return page;
}

/** From the message to the frame after the one in which the picture stands, in milliseconds. */
const timeToPicture = (page, message) =>
  page.evaluate(
    (data) =>
      new Promise((done) => {
        const began = performance.now();
        const look = () => {
          if (document.querySelector('.stage svg'))
            requestAnimationFrame(() => done(performance.now() - began));
          else requestAnimationFrame(look);
        };
        window.postMessage(data, '*');
        look();
      }),
    message,
  );

/** Frames in the page for some seconds, while somebody drags the slider or not: how many a second, how many late. */
const frames = (page, seconds, scrub) =>
  page.evaluate(
    ({ length, late, scrub: drags }) =>
      new Promise((done) => {
        const range = document.querySelector('.scrub');
        const gaps = [];
        const began = performance.now();
        let last = began;
        const tick = (time) => {
          gaps.push(time - last);
          last = time;
          if (drags) {
            range.value = String(Math.round(Math.min(1, (time - began) / length) * Number(range.max)));
            range.dispatchEvent(new Event('input', { bubbles: true }));
          }
          if (time - began < length) requestAnimationFrame(tick);
          else
            done({
              fps: (gaps.length * 1000) / (time - began),
              late: gaps.filter((gap) => gap > late).length / gaps.length,
            });
        };
        requestAnimationFrame(tick);
      }),
    { length: seconds * 1000, late: LATE_MS, scrub },
  );

/** A run of many steps: an endless loop, turned as often as it takes. */
async function longRun() {
  const { exploreNow } = await load("export { exploreNow } from './client/shared/panel/explorer.ts';");
  const play = { scenario: 'find-lock-livelock' };
  const setting = { scheme: 'page_attachment', variant: 'raw-word', set: {} };
  const { findings } = exploreNow({ play, setting, options: { goal: 'bug', states: 100_000 } });
  const { choices, repeatsFrom } = findings.run;
  const round = choices.slice(repeatsFrom);
  const long = [...choices];
  while (long.length < STEPS) long.push(...round);
  return { play, setting, choices: long.slice(0, STEPS), at: 0 };
}

async function main() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }).catch((error) => {
    process.stderr.write(`no browser: ${error.message.split('\n')[0]}\n`);
    return undefined;
  });
  if (!browser) return 2;
  const script = await bundle('client/webview/panel/main.tsx');
  const worker = await bundle('client/webview/panel/worker/main.ts');
  const kb = (text) => Buffer.byteLength(text) / 1000;
  tell('page bundle', kb(script), 'kB', BUDGET.pageKb);
  tell('page bundle, gzip', gzipSync(script).length / 1000, 'kB', BUDGET.pageZippedKb);
  tell('worker bundle', kb(worker), 'kB', BUDGET.workerKb);
  const html = `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>bench</title><body class="vscode-dark"><div id="root" data-worker="${ORIGIN}/worker.js"></div><script src="${ORIGIN}/panel.js"></script></body></html>`;
  const scripts = { 'panel.js': script, 'worker.js': worker };
  const run = await longRun();
  const first = [];
  const long = [];
  const played = [];
  const scrubbed = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const page = await openPage(browser, html, scripts);
      first.push(await timeToPicture(page, { type: 'open', what: { play: { scenario: 'wait-install' } } }));
      await page.close();
      const other = await openPage(browser, html, scripts);
      long.push(await timeToPicture(other, { type: 'open', what: run }));
      await other.getByLabel('Speed').selectOption('60');
      await other.getByRole('button', { name: 'Play the run' }).click();
      played.push(await frames(other, 3, false));
      await other.keyboard.press(' '); // pauses: the button has the focus
      scrubbed.push(await frames(other, 3, true));
      await other.close();
    }
  } finally {
    await browser.close();
  }
  tell('from the message to the first picture', median(first), 'ms', BUDGET.firstPictureMs);
  tell(`the same with a run of ${STEPS.toLocaleString('en')} steps`, median(long), 'ms', BUDGET.longRunMs);
  for (const [what, list] of [
    ['played at 60 steps a second', played],
    ['scrubbed from end to end in 3 s', scrubbed],
  ]) {
    const late = median(list.map((each) => each.late));
    tell(
      `${what}, ${(late * 100).toFixed(1)} % late frames`,
      median(list.map((each) => each.fps)),
      'fps',
      BUDGET.fps,
      true,
    );
  }
  process.stdout.write(
    `${`median of ${rounds}`.padEnd(58)}   value      budget  ratio\n${lines.join('\n')}\n`,
  );
  return failed ? 1 : 0;
}

process.exitCode = await main();

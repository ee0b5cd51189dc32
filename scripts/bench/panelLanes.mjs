// Frames per second of the lanes with 10,000 steps in Chromium: scrolling, and scrubbing through the run.
// `node scripts/bench/panelLanes.mjs` prints one line each; the other parts of the benchmark import `lanes`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const STEPS = 10_000;
const FRAMES = 300;

async function bundle(entry, options) {
  const built = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.css': 'text' },
    logLevel: 'silent',
    ...options,
  });
  return built.outputFiles[0].text;
}

/** Measures in a browser that is open already. Times in milliseconds; `work` is the processor time that the page's main thread spends on a frame. */
export async function lanes(browser, { width = 600, height = 800 } = {}) {
  const [page, runs] = await Promise.all([
    browser.newPage({ viewport: { width, height } }),
    bundle('test/webview/stageRuns.ts', { platform: 'node', format: 'esm' }),
  ]);
  const { badRun } = await import(`data:text/javascript;base64,${Buffer.from(runs).toString('base64')}`);
  const run = badRun('wait-install', 'page_wait', 'two-steps');
  await page.setContent('<!doctype html><html><body><div id="root"></div></body></html>');
  await page.addScriptTag({
    content: await bundle('test/webview/stageHost.ts', { platform: 'browser', format: 'iife' }),
  });
  const first = await page.evaluate(
    async ({ shown, steps }) => {
      const start = performance.now();
      globalThis.stageHost.long(shown, steps);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return performance.now() - start;
    },
    { shown: { ...run, at: 0 }, steps: STEPS },
  );
  const session = await page.context().newCDPSession(page);
  // processor time of the page's main thread: what counts, however busy the machine is
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const frames = async (kind) => {
    const before = await spent();
    const seen = await play(kind);
    return { ...seen, work: ((await spent()) - before) / seen.frames };
  };
  const play = (kind) =>
    page.evaluate(
      async ({ kind, count, steps }) => {
        const body = document.querySelector('.steps');
        const deltas = [];
        body.scrollTop = 0;
        await new Promise((done) => {
          let last;
          let frame = 0;
          const tick = (now) => {
            if (last !== undefined) deltas.push(now - last);
            last = now;
            frame++;
            if (frame > count) return done();
            if (kind === 'scroll') body.scrollTop = frame * 90;
            else globalThis.stageHost.go(Math.floor((frame / count) * steps));
            requestAnimationFrame(tick);
          };
          requestAnimationFrame(tick);
        });
        const sorted = (list) => [...list].sort((a, b) => a - b);
        const at = (list, part) => sorted(list)[Math.floor(part * (list.length - 1))];
        const sum = deltas.reduce((all, each) => all + each, 0);
        return {
          fps: (1000 * deltas.length) / sum,
          p95: at(deltas, 0.95),
          slow: deltas.filter((each) => each > 25).length,
          frames: deltas.length,
        };
      },
      { kind, count: FRAMES, steps: STEPS },
    );
  const scroll = await frames('scroll');
  const scrub = await frames('scrub');
  await page.close();
  return { steps: STEPS, first, scroll, scrub };
}

const line = (name, { fps, p95, slow, frames, work }) =>
  `${name.padEnd(8)} ${fps.toFixed(1)} frames/s, 95 % within ${p95.toFixed(1)} ms, ${slow} of ${frames} over 25 ms; ${work.toFixed(1)} ms of processor a frame`;

/** As lines for people. */
export function report({ steps, first, scroll, scrub }) {
  return [
    `lanes of ${steps} steps, 600 x 800 pixels`,
    `first    ${first.toFixed(0)} ms until drawn`,
    line('scroll', scroll),
    line('scrub', scrub),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  console.log(report(await lanes(browser)));
  await browser.close();
}

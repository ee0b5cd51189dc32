// Opens stage and lanes in Chromium, under the panel's real policy.
/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../client/shared/panel/html.ts';
import { AXE, bundle, ORIGIN } from './harness.ts';
import type { RunShown, StageHost } from './stageHost.ts';
import { coloursOf } from './stageThemes.ts';
import type { Theme } from './themes.ts';

export const bundleStage = (): Promise<string> => bundle('test/webview/stageHost.ts');

export interface StageOptions {
  readonly script: string;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  readonly scale?: number;
}

export interface OpenedStage {
  readonly page: Page;
  readonly problems: string[];
  show(run: RunShown): Promise<void>;
  audit(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openStage(browser: Browser, options: StageOptions): Promise<OpenedStage> {
  const {
    script,
    theme = 'dark',
    width = 640,
    height = 900,
    reducedMotion = true,
    forcedColors = false,
  } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: options.scale ?? 1,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: forcedColors ? 'active' : 'none',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.addInitScript(
    ({ colours, name }) => {
      document.addEventListener('DOMContentLoaded', () => {
        for (const [key, value] of Object.entries(colours))
          document.documentElement.style.setProperty(key, value);
        document.body.classList.add(`vscode-${name}`);
      });
    },
    { colours: coloursOf(theme), name: theme },
  );
  const file = `${ORIGIN}/panel.js`;
  const body = panelHtml({
    cspSource: ORIGIN,
    script: file,
    worker: `${ORIGIN}/w.js`,
    nonce: 'bm9uY2UtZm9yLXRlc3Rz',
  });
  await page.route(`${ORIGIN}/**`, (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({ contentType: 'text/html', body }),
  );
  await page.goto(`${ORIGIN}/`);
  await page.waitForSelector('[data-ready]', { state: 'attached' });
  return {
    page,
    problems,
    show: async (run) => {
      await page.evaluate((each) => {
        (window as unknown as { stageHost: StageHost }).stageHost.show(each);
      }, run);
      // the first measurement of the width draws once more
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    },
    audit: async () => {
      await page.evaluate(AXE);
      return page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[];
            }>;
          };
        };
        const { violations } = await axe.run();
        return violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
        );
      });
    },
    close: () => context.close(),
  };
}

// The panel's page in Chromium, under its real content security policy, with a fake VS Code.
import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { panelHtml } from '../../client/shared/panel/html.ts';
import { parsePageMessage } from '../../client/shared/panel/protocol.ts';
import type { RunState } from '../../client/shared/panel/run.ts';
import { ARTIFACTS, bundle, launch, NONCE, type Opened, type OpenOptions, ORIGIN, open } from './harness.ts';

const html = panelHtml({
  cspSource: ORIGIN,
  script: `${ORIGIN}/panel.js`,
  worker: `${ORIGIN}/panelWorker.js`,
  nonce: NONCE,
});

export type PanelOptions = Omit<OpenOptions, 'html' | 'scripts'>;
export type Using = (options: PanelOptions, run: (opened: Opened) => Promise<void>) => Promise<void>;

/**
 * Bundles the page and starts a browser for the tests of a file. What it returns opens the page, runs a test on it
 * and closes it; anything that the browser complains of fails the test. Nothing moves unless asked for.
 */
export function panelInChromium(): Using {
  let browser: Browser;
  let scripts: Readonly<Record<string, string>>;
  beforeAll(async () => {
    mkdirSync(ARTIFACTS, { recursive: true });
    const [started, page, worker] = await Promise.all([
      launch(),
      bundle('client/webview/panel/main.tsx'),
      bundle('client/webview/panel/worker/main.ts'),
    ]);
    browser = started;
    scripts = { 'panel.js': page, 'panelWorker.js': worker };
  });
  afterAll(() => browser?.close());
  return async (options, run) => {
    const opened = await open(browser, { reducedMotion: true, ...options, html, scripts });
    try {
      await run(opened);
      expect(opened.problems).toEqual([]);
    } finally {
      await opened.page.context().close();
    }
  };
}

export const XFS = { type: 'open', what: { play: { scenario: 'xfs-null-check' } } };

export const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: true });

/** The step shown, in words. */
export const now = async (page: Page): Promise<string> =>
  (await page.locator('.step-now').textContent()) ?? '';

/** Opens a play and lets the worker find its bug. */
export async function withBug({ page, tell }: Opened, message: unknown = XFS): Promise<void> {
  await tell(message);
  await button(page, 'Find a bug').click();
  await page.locator('.outcome').waitFor();
}

/** The messages of one type, each of which the host would accept. */
export async function sent({ posted }: Opened, type: string): Promise<Record<string, unknown>[]> {
  const all = (await posted()) as Record<string, unknown>[];
  for (const message of all) expect(parsePageMessage(message)).toEqual(message);
  return all.filter((message) => message.type === type);
}

/** The run that the host was told of last. */
export async function lastRun(opened: Opened): Promise<RunState> {
  // the page tells at most every 50 ms
  await opened.page.waitForTimeout(80);
  return (await sent(opened, 'moved')).at(-1)?.run as RunState;
}

/** Goes to a step by its number. */
export async function goTo(page: Page, step: number): Promise<void> {
  await page.getByLabel('Go to step').fill(String(step));
  await page.keyboard.press('Enter');
}

/** Expects something of what comes before long, however busy the machine is. */
export const soon = <T>(what: () => T): ReturnType<typeof expect.poll<T>> =>
  expect.poll(what, { timeout: 10_000 });

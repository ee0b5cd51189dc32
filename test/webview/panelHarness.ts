// The panel's page in Chromium, under its real content security policy, with a fake VS Code.
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { panelHtml } from '../../client/shared/panel/html.ts';
import { bundle, NONCE, type Opened, type OpenOptions, ORIGIN, open } from './harness.ts';

const html = panelHtml({
  cspSource: ORIGIN,
  script: `${ORIGIN}/panel.js`,
  worker: `${ORIGIN}/panelWorker.js`,
  nonce: NONCE,
});

export type Scripts = Readonly<Record<string, string>>;

export async function panelScripts(): Promise<Scripts> {
  const [page, worker] = await Promise.all([
    bundle('client/webview/panel/main.tsx'),
    bundle('client/webview/panel/worker/main.ts'),
  ]);
  return { 'panel.js': page, 'panelWorker.js': worker };
}

export type PanelOptions = Omit<OpenOptions, 'html' | 'scripts'>;

/** Opens the page, runs a test on it and closes it; anything that the browser complains of fails the test. */
export async function onPanel(
  browser: Browser,
  scripts: Scripts,
  options: PanelOptions,
  run: (opened: Opened) => Promise<void>,
): Promise<void> {
  const opened = await open(browser, { ...options, html, scripts });
  try {
    await run(opened);
    expect(opened.problems).toEqual([]);
  } finally {
    await opened.page.context().close();
  }
}

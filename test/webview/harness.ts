// code handed to page.evaluate() runs in the page
/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { THEMES, type Theme } from './themes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const ORIGIN = 'https://webview.test';
export const NONCE = 'bm9uY2UtZm9yLXRlc3Rz';
/** The accessibility checker, as a script to run in the page. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const ARTIFACTS = fileURLToPath(new URL('../../artifacts/', import.meta.url));

/** Bundles a page or worker as scripts/build.mjs does, in memory: dist/ may be rebuilt while tests run. */
export async function bundle(entry: string): Promise<string> {
  const built = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    loader: { '.css': 'text' },
    logLevel: 'silent',
  });
  const [file] = built.outputFiles;
  if (!file) throw new Error('esbuild wrote nothing');
  return file.text;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
}

/** What the fake VS Code recorded, and what went wrong in the page. */
export interface Opened {
  readonly page: Page;
  readonly problems: string[];
  posted(): Promise<unknown[]>;
  kept(): Promise<unknown>;
  /** Sends a message as the host does. */
  tell(message: unknown): Promise<void>;
  /** One line per violation of an accessibility rule. */
  audit(): Promise<string[]>;
}

interface Recorder {
  posted: unknown[];
  state: unknown;
}

export interface OpenOptions {
  /** The document, with its real content security policy. */
  readonly html: string;
  /** Script files of the page by name. */
  readonly scripts: Readonly<Record<string, string>>;
  readonly theme?: Theme;
  readonly state?: unknown;
  readonly width?: number;
  readonly reducedMotion?: boolean;
}

/** Opens the page under its real content security policy, with a fake acquireVsCodeApi. */
export async function open(browser: Browser, options: OpenOptions): Promise<Opened> {
  const { html, scripts, theme = 'dark', state, width = 1100, reducedMotion = false } = options;
  const context = await browser.newContext({
    viewport: { width, height: 1000 },
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.addInitScript(
    ({ first, colours, name }) => {
      const recorder = { posted: [] as unknown[], state: first as unknown };
      Object.assign(window, {
        recorder,
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => recorder.posted.push(message),
          getState: () => recorder.state,
          setState: (next: unknown) => {
            recorder.state = next;
          },
        }),
      });
      document.addEventListener('DOMContentLoaded', () => {
        for (const [key, value] of Object.entries(colours))
          document.documentElement.style.setProperty(key, value);
        document.body.classList.add(`vscode-${name}`);
      });
    },
    { first: state, colours: THEMES[theme], name: theme },
  );
  await page.route(`${ORIGIN}/**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    const body = scripts[file];
    if (body !== undefined) return route.fulfill({ contentType: 'text/javascript', body });
    return file === ''
      ? route.fulfill({ contentType: 'text/html', body: html })
      : route.fulfill({ status: 404 });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForSelector('h1');
  const recorder = (): Promise<Recorder> =>
    page.evaluate(() => (window as unknown as { recorder: Recorder }).recorder);
  return {
    page,
    problems,
    posted: async () => (await recorder()).posted,
    kept: async () => (await recorder()).state,
    tell: (message) =>
      page.evaluate(async (data) => {
        window.postMessage(data, '*');
        await new Promise((done) => setTimeout(done, 20));
      }, message),
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
          nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`),
        );
      });
    },
  };
}

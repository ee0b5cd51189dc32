// Which VS Code runs the tests: an executable named by MAPSHIFT_VSCODE, else a desktop VS Code that can
// be downloaded, else the browser-served one. Never none: that is a failure.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { ensureServedEditor, VSCODE_VERSION } from './install.mjs';
import { displayPrefix, runInDesktop } from './launch-desktop.mjs';
import { runInWeb } from './launch-web.mjs';
import { CACHE } from './paths.mjs';
import { say } from './process.mjs';

/**
 * @typedef {object} Launcher
 * @property {string} name what to tell the user
 * @property {(suite: import('./run-suite.mjs').Suite) => Promise<number>} run
 */

async function download() {
  if (displayPrefix() === null) throw new Error('no display, and no xvfb-run');
  const options = { version: VSCODE_VERSION, cachePath: join(CACHE, 'desktop'), timeout: 15_000 };
  return downloadAndUnzipVSCode({ ...options, reporter: new SilentReporter() });
}

/**
 * MAPSHIFT_LAUNCHER=desktop or =web asks for that one only.
 * @returns {Promise<Launcher>}
 */
export async function chooseLauncher() {
  const asked = process.env.MAPSHIFT_LAUNCHER || 'any';
  if (!['any', 'desktop', 'web'].includes(asked))
    throw new Error(`MAPSHIFT_LAUNCHER is desktop or web, not ${asked}`);
  const named = process.env.MAPSHIFT_VSCODE;
  if (named && asked !== 'web') {
    try {
      accessSync(named, constants.X_OK);
    } catch {
      throw new Error(`MAPSHIFT_VSCODE names ${named}, which cannot be run`);
    }
    return { name: `desktop VS Code ${named}`, run: (suite) => runInDesktop(named, suite) };
  }
  const refusals = [];
  if (asked !== 'web') {
    try {
      const executable = await download();
      return { name: `desktop VS Code ${VSCODE_VERSION}`, run: (suite) => runInDesktop(executable, suite) };
    } catch (error) {
      refusals.push(`no desktop VS Code (${error.message})`);
    }
  }
  if (asked !== 'desktop') {
    try {
      await ensureServedEditor();
      for (const refusal of refusals) say(`${refusal}: using the browser-served one`);
      return { name: `browser-served VS Code ${VSCODE_VERSION}`, run: runInWeb };
    } catch (error) {
      refusals.push(`no browser-served VS Code (${error.message})`);
    }
  }
  throw new Error(`no VS Code to run the tests in: ${refusals.join('; ')}`);
}

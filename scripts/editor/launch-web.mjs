// Runs an extension test suite in the browser-served VS Code, in headless Chromium.

import { join } from 'node:path';
import { format } from 'node:util';
import { openBrowser, openPage } from './browser.mjs';
import { addressOf, serveEditor } from './serve.mjs';
import { writeUserSettings } from './settings.mjs';

const MARK = 'mapshift-test:';

/** Lines of the console that say nothing about us: the network is closed, the gallery is off. */
const NOISE = /ENOTFOUND|ERR_NAME_NOT_RESOLVED|net::|marketplace|open-vsx|vscode-cdn|telemetry|^\s+at /i;

/**
 * @param {import('./run-suite.mjs').Suite} suite
 * @returns {Promise<number>} the suite's exit code
 */
export async function runInWeb({ extension, tests, folder, data, trust, env, timeoutMs }) {
  writeUserSettings(join(data, 'user'), { trust });
  const served = await serveEditor({ data, driver: true, env });
  const browser = await openBrowser();
  const lines = [];
  try {
    const page = await openPage(browser);
    const exit = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no result within ${timeoutMs / 1000} s`)), timeoutMs);
      const finish = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      page.exposeFunction('codeAutomationLog', (type, args) => {
        const line = format(...args);
        // the whole workbench logs through here; the suite marks its own lines
        if (line.startsWith(MARK)) process.stdout.write(`${line.slice(MARK.length)}\n`);
        else lines.push(`[${type}] ${line}`);
      });
      page.exposeFunction('codeAutomationExit', finish(resolve));
      page.on(
        'crash',
        finish(() => reject(new Error('the page crashed'))),
      );
      served.ended.then(finish((reason) => reject(new Error(`the VS Code server ${reason}`))));
    });
    exit.catch(() => {});
    const payload = { extensionDevelopmentPath: extension, extensionTestsPath: tests };
    await page.goto(addressOf(served, { folder, payload }));
    return await exit;
  } catch (error) {
    const tail = lines.filter((line) => !NOISE.test(line)).slice(-15);
    throw new Error([`${error.message}`, ...tail, served.log().trimEnd()].join('\n'));
  } finally {
    await browser.close();
    await served.stop();
  }
}

// Runs an extension test suite in a desktop VS Code. Not @vscode/test-electron's runTests: that one
// always turns workspace trust off, and the restricted mode is to be tested as well.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findProgram, stopGroup } from './process.mjs';
import { writeUserSettings } from './settings.mjs';

/** Whether a desktop window can open here, and the command to put before it. */
export function displayPrefix() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return [];
  const xvfb = findProgram('xvfb-run');
  return xvfb === null ? null : [xvfb, '-a'];
}

/**
 * @param {string} executable
 * @param {import('./run-suite.mjs').Suite} suite
 * @returns {Promise<number>} the suite's exit code
 */
export async function runInDesktop(executable, { extension, tests, folder, data, trust, env, timeoutMs }) {
  const prefix = displayPrefix();
  if (prefix === null) throw new Error('no display for a desktop VS Code: set DISPLAY or install xvfb');
  const user = join(data, 'user');
  writeUserSettings(user, { trust });
  const command = [
    ...prefix,
    executable,
    folder,
    `--extensionDevelopmentPath=${extension}`,
    `--extensionTestsPath=${tests}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${join(data, 'extensions')}`,
    ...['--no-sandbox', '--disable-gpu', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    ...(trust ? [] : ['--disable-workspace-trust']),
  ];
  const [program, ...args] = command;
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'inherit', detached: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(async () => {
      await stopGroup(child);
      reject(new Error(`no result within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

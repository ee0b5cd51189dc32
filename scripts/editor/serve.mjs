// Starts and stops the browser-served VS Code.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureServedEditor } from './install.mjs';
import { stopGroup } from './process.mjs';

const START_TIMEOUT_MS = 60_000;

/**
 * @typedef {object} Served
 * @property {number} port
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {() => Promise<void>} stop ends the server and its extension hosts
 * @property {Promise<string>} ended resolves with a reason when the server ends by itself
 * @property {() => string} log everything that the server printed
 */

/**
 * Starts the server on 127.0.0.1 and waits until it listens.
 * @param {object} options
 * @param {string} options.data folder for user and server data
 * @param {number} [options.port] 0 lets the system choose
 * @param {string} [options.token] asked from every client; without one, any local process may connect
 * @param {boolean} [options.driver] lets a page start extension tests
 * @param {Record<string, string>} [options.env] added to the extension host's environment
 * @returns {Promise<Served>}
 */
export async function serveEditor({ data, port = 0, token, driver = false, env = {} }) {
  const editor = await ensureServedEditor();
  const args = [
    editor.main,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    ...['--user-data-dir', join(data, 'user'), '--server-data-dir', join(data, 'server')],
    ...['--extensions-dir', join(data, 'extensions')],
    ...(driver ? ['--enable-smoke-test-driver'] : []),
  ];
  // a group of its own, so that stopping it takes the extension hosts along
  const child = spawn(editor.node, args, {
    cwd: data,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
  });
  const stopOnExit = () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // already gone
    }
  };
  process.once('exit', stopOnExit);
  ended.then(() => process.off('exit', stopOnExit));
  const listening = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer within a minute')), START_TIMEOUT_MS);
    const read = (chunk) => {
      output += chunk;
      const match = /agent listening on (\d+)/.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then((reason) => {
      clearTimeout(timer);
      reject(new Error(reason));
    });
  });
  try {
    const bound = await listening;
    const origin = `http://127.0.0.1:${bound}`;
    return { port: bound, origin, stop: () => stopGroup(child), ended, log: () => output };
  } catch (error) {
    await stopGroup(child);
    throw new Error(`the VS Code server did not start: ${error.message}\n${output.trimEnd()}`);
  }
}

/**
 * The address that opens a folder.
 * @param {Record<string, string>} payload workbench options such as extensionDevelopmentPath (absolute paths)
 */
export function addressOf(served, { folder, file, token, payload = {} }) {
  const authority = served.origin.slice('http://'.length);
  const remote = (path) => `vscode-remote://${authority}${path}`;
  const entries = Object.entries(payload).map(([key, value]) => [key, remote(value)]);
  if (file !== undefined) entries.push(['openFile', remote(file)]);
  const query = new URLSearchParams();
  if (token !== undefined) query.set('tkn', token);
  query.set('folder', folder);
  if (entries.length > 0) query.set('payload', JSON.stringify([...entries, ['skipWelcome', 'true']]));
  return `${served.origin}/?${query}`;
}

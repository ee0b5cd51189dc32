// A bare language client for measuring: one server process, messages with the time they came.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { SERVER } from './measure.mjs';

/**
 * Starts dist/server.js on a tree.
 * @param {string} tree
 * @param {string} cacheHome where the server keeps its cache
 */
export async function startClient(tree, cacheHome) {
  const child = spawn(process.execPath, [SERVER, '--stdio'], {
    env: { ...process.env, XDG_CACHE_HOME: cacheHome },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  /** @type {Set<{ accepts: (method: string, params: any) => boolean, resolve: (params: any) => void }>} */
  const waiting = new Set();
  connection.onUnhandledNotification(({ method, params }) => {
    for (const each of waiting) {
      if (!each.accepts(method, params)) continue;
      waiting.delete(each);
      each.resolve(params);
    }
  });
  connection.onRequest((method, params) =>
    method === 'workspace/configuration' ? params.items.map(() => null) : null,
  );
  connection.listen();

  const uri = pathToFileURL(tree).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'kernel' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { publishDiagnostics: { versionSupport: true }, hover: { contentFormat: ['markdown'] } },
    },
    initializationOptions: { mapshiftClient: true },
  });
  await connection.sendNotification('initialized', {});

  return {
    pid: child.pid,
    request: (method, params) => connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    /** The next notification that fits. @throws {Error} after `timeout` milliseconds */
    next(method, accepts, timeout = 60_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          reject(new Error(`no ${method} within ${timeout} ms`));
        }, timeout);
        const waiter = {
          accepts: (name, params) => name === method && accepts(params),
          resolve: (params) => {
            clearTimeout(timer);
            resolve(params);
          },
        };
        waiting.add(waiter);
      });
    },
    /** Calls back on each such notification, for as long as the server lives. */
    onEach(method, callback) {
      waiting.add({
        accepts: (name, params) => {
          if (name === method) callback(params);
          return false;
        },
        resolve: () => {},
      });
    },
    async stop() {
      const gone = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await Promise.race([
        connection.sendRequest('shutdown').then(() => connection.sendNotification('exit')),
        gone,
      ]);
      await gone;
      clearTimeout(timer);
      connection.dispose();
    },
  };
}

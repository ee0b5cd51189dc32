/** What the server tests share: a client with all the features that ours has, and places in texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InitializeParams, Position, Range } from 'vscode-languageserver/node';
import { INDEX_CHANGED, type IndexStatus } from '../../server/lsp/protocol.ts';
import { type ServerOptions, TestServer } from '../support/server.ts';
import { built, type Tree } from '../support/tree.ts';

/** `MAPSHIFT_DIST` names another folder of bundles, for a run while `dist` is being rebuilt. */
export function bundle(name: string): string {
  return process.env.MAPSHIFT_DIST ? join(process.env.MAPSHIFT_DIST, name) : built(name);
}

export const CAPABILITIES: InitializeParams['capabilities'] = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    workspaceFolders: true,
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  textDocument: {
    publishDiagnostics: { versionSupport: true, dataSupport: true },
    hover: { contentFormat: ['markdown'] },
  },
  window: { workDoneProgress: true },
};

/** Keeps the cache of one test run away from the user's and from other runs'. */
export function startServer(cacheHome: string, options: ServerOptions = {}): TestServer {
  return TestServer.start({
    bundle: bundle('server.js'),
    capabilities: CAPABILITIES,
    initializationOptions: { mapshiftClient: true },
    env: { XDG_CACHE_HOME: cacheHome, ...options.env },
    ...options,
  });
}

/** Waits until the index has ended in the state; what came before `since` does not count. */
export function indexed(server: TestServer, state = 'ready', since = 0): Promise<IndexStatus> {
  return server.waitForNotification<IndexStatus>(INDEX_CHANGED, (status) => status.state === state, {
    since,
  });
}

/** The position of the `nth` (from 0) occurrence of `needle`, plus `shift` characters. */
export function positionOf(text: string, needle: string, nth = 0, shift = 0): Position {
  let at = -1;
  for (let i = 0; i <= nth; i++) {
    at = text.indexOf(needle, at + 1);
    if (at < 0) throw new Error(`no occurrence ${i} of "${needle}"`);
  }
  const before = text.slice(0, at + shift);
  return { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 };
}

export function textAt(text: string, range: Range): string {
  const line = text.split('\n')[range.start.line] ?? '';
  return line.slice(range.start.character, range.end.character);
}

/** Opens a file of the tree as the editor would; returns its URI and text. */
export async function openFile(
  server: TestServer,
  tree: Tree,
  file: string,
): Promise<{ uri: string; text: string }> {
  const text = readFileSync(tree.path(file), 'utf8');
  const uri = tree.uri(file);
  await server.open(uri, text);
  return { uri, text };
}

import { basename } from 'node:path';
import {
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { VERSION } from '../host/version.ts';
import { hearClient } from './attention.ts';
import { clientFlags } from './clientFlags.ts';
import { FileChanges } from './fileChanges.ts';
import { FEATURES } from './registry.ts';
import { messageOf, Session } from './session.ts';
import { uriOfPath } from './uris.ts';

/**
 * Starts the language server on the transport that the command line names (`--stdio`, `--node-ipc`,
 * `--socket=PORT`, `--pipe=NAME`), standard input and output when it names none. The process ends
 * when the client says so, closes the stream, or is gone.
 */
export function startServer(): void {
  const named = process.argv.some((word) => /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/.test(word));
  const connection = named ? createConnection() : createConnection(process.stdin, process.stdout);
  // one broken request must not take the others with it
  process.on('uncaughtException', (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
  process.on('unhandledRejection', (reason) => process.stderr.write(`${messageOf(reason)}\n`));
  serve(connection);
  connection.listen();
  // a second listener: only once the connection reads, or it would lose what comes first
  hearClient(transportOf(process.argv));
}

function transportOf(words: readonly string[]): 'stdio' | 'ipc' | 'other' {
  if (words.includes('--node-ipc')) return 'ipc';
  return words.some((word) => /^--(?:socket|pipe)(?:=|$)/.test(word)) ? 'other' : 'stdio';
}

/** Wires a connection: everything but the texts begins when the client has said who it is. */
export function serve(connection: Connection): void {
  connection.onInitialize(async (params) => {
    const session = new Session(connection, clientFlags(params.capabilities, params.initializationOptions));
    for (const feature of FEATURES) feature.register(session);
    const changes = new FileChanges(session);
    session.settled = () => changes.settled();
    followTexts(connection, session, changes);
    followWorkspace(connection, session, changes);
    connection.onShutdown(async () => {
      changes.dispose();
      await session.dispose();
    });
    // settings first: which field to look for must be known before the first file is read
    await session.applySettings(params.initializationOptions?.settings);
    await session.setFolders(foldersOf(params));
    return { capabilities: capabilities(), serverInfo: { name: 'mapshift', version: VERSION } };
  });
}

function followTexts(connection: Connection, { documents }: Session, changes: FileChanges): void {
  const texts = new TextDocuments(TextDocument);
  texts.onDidChangeContent(({ document }) => {
    if (isC(document)) documents.change(document);
  });
  texts.onDidClose(({ document }) => documents.close(document.uri));
  // not every client watches files; what it saves it knows
  texts.onDidSave(({ document }) => changes.add(document.uri));
  texts.listen(connection);
}

function followWorkspace(connection: Connection, session: Session, changes: FileChanges): void {
  const { client } = session;
  const pull = async (): Promise<void> =>
    session.applySettings(await connection.workspace.getConfiguration('mapshift'));
  connection.onInitialized(async () => {
    if (client.configuration) await pull();
    session.start();
    if (client.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
        const gone = new Set(removed.map((folder) => folder.uri));
        await session.setFolders([...session.workspaceFolders.filter(({ uri }) => !gone.has(uri)), ...added]);
        await changes.watch();
      });
    await changes.watch();
    if (client.configurationEvents)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'mapshift' });
  });
  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (client.configuration) await pull();
    else await session.applySettings(settings?.mapshift);
  });
  connection.onDidChangeWatchedFiles((params) => changes.take(params));
}

function isC(document: TextDocument): boolean {
  return /^(?:c|cpp|objective-c|h)$/.test(document.languageId) || /\.[ch]$/.test(document.uri);
}

function capabilities(): ServerCapabilities {
  const own: ServerCapabilities = {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  return Object.assign(own, ...FEATURES.map((feature) => feature.capabilities ?? {}));
}

/** Older clients name one root, as a URI or as a path. */
function foldersOf(params: InitializeParams): WorkspaceFolder[] {
  if (params.workspaceFolders) return params.workspaceFolders;
  const uri = params.rootUri ?? (params.rootPath ? uriOfPath(params.rootPath) : null);
  return uri === null ? [] : [{ uri, name: basename(uri) }];
}

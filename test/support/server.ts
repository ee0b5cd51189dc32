/** The built server as a client sees it: a child process that speaks LSP over stdio. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { built } from './tree.ts';

export interface ServerOptions {
  /** default: dist/server.js */
  readonly bundle?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** what the client answers to workspace/configuration, by section */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly capabilities?: InitializeParams['capabilities'];
  readonly initializationOptions?: unknown;
}

interface Message {
  readonly method: string;
  readonly params: unknown;
}

interface Waiter {
  accepts(message: Message): boolean;
  resolve(message: Message): void;
}

const CAPABILITIES: InitializeParams['capabilities'] = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
  },
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    callHierarchy: { dynamicRegistration: false },
    documentHighlight: { dynamicRegistration: false },
  },
  window: { workDoneProgress: true },
};

/** One server process. Always dispose of it; `await using server = await TestServer.start()` does. */
export class TestServer {
  /** everything the server has sent unasked, oldest first */
  readonly received: Message[] = [];
  /** requests the server has made of the client */
  readonly asked: Message[] = [];
  stderr = '';
  settings: Record<string, unknown>;
  readonly #waiters = new Set<Waiter>();
  readonly #versions = new Map<string, number>();

  private constructor(
    readonly child: ChildProcess,
    readonly connection: MessageConnection,
    private readonly options: ServerOptions,
  ) {
    this.settings = { ...options.settings };
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    connection.onUnhandledNotification(({ method, params }) => this.#arrived({ method, params }));
    connection.onRequest((method, params) => this.#answer({ method, params }));
    connection.listen();
  }

  static start(options: ServerOptions = {}): TestServer {
    const child = spawn(
      process.execPath,
      [options.bundle ?? built('server.js'), ...(options.args ?? ['--stdio'])],
      { env: { ...process.env, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    return new TestServer(child, connection, options);
  }

  /** The handshake, with one workspace folder or none. */
  async initialize(root: string | null): Promise<InitializeResult> {
    const uri = root === null ? null : pathToFileURL(root).href;
    const result = await this.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: uri === null ? null : [{ uri, name: 'tree' }],
      capabilities: this.options.capabilities ?? CAPABILITIES,
      ...(this.options.initializationOptions === undefined
        ? {}
        : { initializationOptions: this.options.initializationOptions }),
    } satisfies InitializeParams);
    await this.notify('initialized', {});
    return result;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  async open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    await this.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'c', version: 1, text },
    });
  }

  /** Sends edits, or a whole new text; returns the document's new version. */
  async change(uri: string, changes: string | TextDocumentContentChangeEvent[]): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    await this.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: typeof changes === 'string' ? [{ text: changes }] : changes,
    });
    return version;
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /**
   * The first notification of this method that `accepts` takes: one that has come already, or the
   * next. @throws Error naming the method after `timeout` milliseconds, with the server's stderr
   */
  async waitForNotification<T>(
    method: string,
    accepts: (params: T) => boolean = () => true,
    { timeout = 15_000, since = 0 } = {},
  ): Promise<T> {
    const fits = (message: Message): boolean => message.method === method && accepts(message.params as T);
    const past = this.received.slice(since).find(fits);
    if (past) return past.params as T;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const came = [...new Set(this.received.map((message) => message.method))].join(', ') || 'nothing';
        reject(new Error(`no ${method} within ${timeout} ms; came: ${came}\n${this.stderr}`));
      }, timeout);
      const waiter: Waiter = {
        accepts: fits,
        resolve: ({ params }) => {
          clearTimeout(timer);
          resolve(params as T);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** The diagnostics of a document's current version. */
  async diagnostics(uri: string, timeout = 15_000): Promise<Diagnostic[]> {
    const version = this.#versions.get(uri);
    const { diagnostics } = await this.waitForNotification<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      (params) =>
        params.uri === uri &&
        (params.version === undefined || version === undefined || params.version >= version),
      { timeout },
    );
    return diagnostics;
  }

  /** Shuts down as the protocol asks; kills a server that does not go. Returns its exit code. */
  async dispose(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const gone = once(this.child, 'exit');
    const impatient = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    const goodbye = this.request('shutdown', undefined).then(() => this.notify('exit', undefined));
    // a killed server leaves its last request unanswered
    await Promise.race([goodbye.catch(() => this.child.kill('SIGKILL')), gone]);
    await gone;
    clearTimeout(impatient);
    this.connection.dispose();
    return this.child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #arrived(message: Message): void {
    this.received.push(message);
    for (const waiter of this.#waiters) {
      if (!waiter.accepts(message)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(message);
    }
  }

  #answer(message: Message): unknown {
    this.asked.push(message);
    if (message.method === 'workspace/configuration') {
      const { items } = message.params as { items: { section?: string }[] };
      return items.map(({ section }) => (section === undefined ? null : (this.settings[section] ?? null)));
    }
    if (message.method === 'workspace/applyEdit') return { applied: true };
    return null;
  }
}

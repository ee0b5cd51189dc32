import * as vscode from 'vscode';
import {
  LanguageClient,
  type Location,
  State,
  TransportKind,
  WorkDoneProgress,
  type WorkspaceEdit,
} from 'vscode-languageclient/node';
import {
  CHAINS,
  type ChainsParams,
  type ChainsResult,
  CONVERSION_STATE,
  CONVERT,
  type ConversionState,
  type ConversionStateParams,
  type ConvertParams,
  type ConvertResult,
  INDEX_CHANGED,
  type IndexStatus,
  LOCATE,
  type LocateParams,
  REINDEX,
  SLICE,
  type SliceParams,
  TREE_CHILDREN,
  type TreeChildrenParams,
  type TreeNode,
} from '../server/lsp/protocol.ts';
import { readSlice, type Sliced } from './panel/slicing.ts';
import { readSettings, SECTION } from './settings.ts';

/** By pattern and not by language: VS Code takes a kernel header for C++. */
const SOURCES = [{ scheme: 'file', pattern: '**/*.{c,h}' }];

/** What a stage makes of a folder, as the editor's own edit. */
export interface Converted extends Omit<ConvertResult, 'edit'> {
  readonly edit: vscode.WorkspaceEdit | null;
  /** whether the open documents are still those that it was made from */
  isCurrent(): boolean;
}

/** The language server and the questions that the extension asks it beside the protocol's own. */
export class Server implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly statusEmitter = new vscode.EventEmitter<IndexStatus>();
  private readonly downEmitter = new vscode.EventEmitter<void>();

  /** The index has changed. */
  readonly onStatus = this.statusEmitter.event;
  /** The server has stopped: by a crash, a restart or the end of the window. */
  readonly onDown = this.downEmitter.event;

  constructor(
    module: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
    this.client = new LanguageClient(
      SECTION,
      'Mapshift',
      { run, debug },
      {
        documentSelector: SOURCES,
        outputChannel: log,
        initializationOptions: { mapshiftClient: true, settings: readSettings() },
      },
    );
    this.client.onNotification(INDEX_CHANGED, (status: IndexStatus) => this.statusEmitter.fire(status));
    this.client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) this.downEmitter.fire();
    });
  }

  /** Starts the server; a failure is logged and shown, and leaves the rest of the extension usable. */
  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      this.reportStartFailure(error);
    }
  }

  async restart(): Promise<void> {
    this.log.info('restarting the language server');
    try {
      await this.client.restart();
    } catch (error) {
      this.reportStartFailure(error);
    }
  }

  get isRunning(): boolean {
    return this.client.isRunning();
  }

  /** One level of the conversion tree; nothing while the server is down. */
  async treeChildren(params: TreeChildrenParams): Promise<readonly TreeNode[]> {
    if (!this.isRunning) return [];
    return this.client.sendRequest<readonly TreeNode[]>(TREE_CHILDREN, params);
  }

  /** Reads the whole workspace again, without the cache. */
  async reindex(): Promise<void> {
    await this.client.sendRequest(REINDEX);
  }

  /** The code path of the function at a position; null where there is none. Throws when the server is down or fails. */
  async slice(
    uri: vscode.Uri,
    position: vscode.Position,
    token?: vscode.CancellationToken,
  ): Promise<Sliced | null> {
    if (!this.isRunning) throw new Error(vscode.l10n.t('The language server is not running'));
    const { line, character } = position;
    const params: SliceParams = { textDocument: { uri: uri.toString() }, position: { line, character } };
    return readSlice(await this.client.sendRequest<unknown>(SLICE, params, token));
  }

  /** How entry points come to a position; null outside functions. Throws when the server is down or fails. */
  async chains(
    uri: vscode.Uri,
    position: vscode.Position,
    token?: vscode.CancellationToken,
  ): Promise<ChainsResult | null> {
    if (!this.isRunning) throw new Error(vscode.l10n.t('The language server is not running'));
    const { line, character } = position;
    const params: ChainsParams = { textDocument: { uri: uri.toString() }, position: { line, character } };
    return this.client.sendRequest<ChainsResult | null>(CHAINS, params, token);
  }

  /** Where a function of the tree is defined; undefined when it is not, or the server is down. */
  async locate(name: string): Promise<vscode.Location | undefined> {
    if (!this.isRunning) return undefined;
    const params: LocateParams = { name };
    const found = await this.client.sendRequest<Location | null>(LOCATE, params);
    return found ? this.converter.asLocation(found) : undefined;
  }

  /** How far a folder has come. Throws when the server is down or fails. */
  async conversionState(params: ConversionStateParams): Promise<ConversionState> {
    if (!this.isRunning) throw new Error(vscode.l10n.t('The language server is not running'));
    return this.client.sendRequest<ConversionState>(CONVERSION_STATE, params);
  }

  /** What a stage makes of a folder; changes nothing. Throws when the server is down, refuses or is told to stop. */
  async convert(
    params: ConvertParams,
    token: vscode.CancellationToken,
    onProgress: (line: string) => void,
  ): Promise<Converted> {
    if (!this.isRunning) throw new Error(vscode.l10n.t('The language server is not running'));
    const workDoneToken = `convert ${Date.now()}`;
    const progress = this.client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'report' && value.message !== undefined) onProgress(value.message);
    });
    try {
      const made = await this.client.sendRequest<ConvertResult<WorkspaceEdit>>(
        CONVERT,
        { ...params, workDoneToken },
        token,
      );
      const versions = versionsIn(made.edit);
      const isCurrent = (): boolean =>
        vscode.workspace.textDocuments.every(({ uri, version }) => {
          const known = versions.get(this.client.code2ProtocolConverter.asUri(uri));
          return known === undefined || known === version;
        });
      return { ...made, edit: made.edit && (await this.converter.asWorkspaceEdit(made.edit)), isCurrent };
    } finally {
      progress.dispose();
    }
  }

  get converter(): LanguageClient['protocol2CodeConverter'] {
    return this.client.protocol2CodeConverter;
  }

  async stop(): Promise<void> {
    await this.client.dispose();
  }

  dispose(): void {
    this.statusEmitter.dispose();
    this.downEmitter.dispose();
  }

  private reportStartFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.log.error(`the language server did not start: ${reason}`);
    const show = vscode.l10n.t('Show Output');
    vscode.window
      .showErrorMessage(vscode.l10n.t('Mapshift: the language server did not start: {0}', reason), show)
      .then((choice) => {
        if (choice === show) this.log.show();
      });
  }
}

/** The versions of the open documents that an edit was made from. */
function versionsIn(edit: WorkspaceEdit | null): Map<string, number> {
  const versions = new Map<string, number>();
  for (const change of edit?.documentChanges ?? [])
    if ('textDocument' in change && change.textDocument.version !== null)
      versions.set(change.textDocument.uri, change.textDocument.version);
  return versions;
}

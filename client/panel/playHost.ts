// What plays: the run that all views share, the panel, the marks in the source. Made once per activation.
import * as vscode from 'vscode';
import type { Server } from '../server.ts';
import { isObject } from '../shared/panel/check.ts';
import type { Opening } from '../shared/panel/protocol.ts';
import { parseRun, type RunState } from '../shared/panel/run.ts';
import { errands } from './errands.ts';
import { Explorations } from './explorations.ts';
import { createPanel, PlayPanel, VIEW_TYPE } from './playPanel.ts';
import { SharedRun, sameStage } from './sharedRun.ts';
import { SourceMarkers } from './sourceMarkers.ts';

export class PlayHost implements vscode.Disposable {
  readonly run = new SharedRun();
  readonly markers: SourceMarkers;
  readonly #explorations: Explorations;
  readonly #subscriptions: vscode.Disposable[];
  #panel: PlayPanel | undefined;
  /** Where C was read when the play began. */
  #column: vscode.ViewColumn = vscode.ViewColumn.One;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly server: Server,
  ) {
    this.#explorations = new Explorations(context.asAbsolutePath('dist/exploreWorker.js'));
    // the debugger opens files by itself
    const following = () => (vscode.debug.activeDebugSession?.type === 'mapshift' ? undefined : this.#column);
    this.markers = new SourceMarkers(log, following);
    this.#subscriptions = [
      this.run.onChange((run) => this.markers.show(run)),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, state) => {
          const run = isObject(state) ? parseRun(state.run) : null;
          const restored = this.#adopt(panel);
          if (run) restored.restored(run);
        },
      }),
    ];
  }

  get panel(): PlayPanel | undefined {
    return this.#panel;
  }

  /** Shows something in the panel, beside the code. */
  open(what: Opening): void {
    this.#shown(true).open(what);
  }

  /** Makes a run the one that all views share, and shows it in the panel without taking the focus. */
  present(run: RunState): void {
    this.run.set(run, this);
    this.#shown(false).present();
  }

  openTrace(text: string): void {
    this.#shown(true).openTrace(text);
  }

  /** Starts a debug session on a run, or brings up the one that plays it. */
  async debug(run: RunState): Promise<void> {
    const session = vscode.debug.activeDebugSession;
    const ours = session?.type === 'mapshift' ? parseRun(session.configuration.run) : null;
    if (ours && !sameStage(ours, run)) await vscode.debug.stopDebugging(session);
    if (!ours || !sameStage(ours, run)) {
      const name = vscode.l10n.t('Mapshift: this run');
      // nothing is written to the console unless there is something to say
      const quiet = { internalConsoleOptions: 'neverOpen' };
      await vscode.debug.startDebugging(undefined, {
        type: 'mapshift',
        request: 'launch',
        name,
        run,
        ...quiet,
      });
    }
    const wanted = vscode.workspace.getConfiguration('debug').get<string>('openDebug');
    if (wanted !== 'neverOpen') await vscode.commands.executeCommand('workbench.view.debug');
  }

  dispose(): void {
    this.#panel?.panel.dispose();
    this.#explorations.dispose();
    this.markers.dispose();
    for (const each of this.#subscriptions) each.dispose();
  }

  #shown(focus: boolean): PlayPanel {
    const editor = vscode.window.activeTextEditor;
    if (editor?.viewColumn !== undefined) this.#column = editor.viewColumn;
    return this.#panel ?? this.#adopt(createPanel(this.context.extensionUri, focus));
  }

  #adopt(webview: vscode.WebviewPanel): PlayPanel {
    const before = this.#panel;
    const panel = new PlayPanel(webview, {
      extension: this.context.extensionUri,
      log: this.log,
      shared: this.run,
      errand: errands({
        log: this.log,
        explorations: this.#explorations,
        column: () => this.#column,
        locate: (name) => this.server.locate(name),
        debug: (run) => void this.debug(run),
      }),
    });
    this.#panel = panel;
    webview.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#explorations.dispose();
      // a debug session goes on without the panel, and keeps its marks
      if (vscode.debug.activeDebugSession?.type !== 'mapshift') this.run.set(null, this);
    });
    before?.panel.dispose();
    return panel;
  }
}

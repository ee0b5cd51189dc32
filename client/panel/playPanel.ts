// The panel: one webview beside the code. It keeps nothing but what the page says of itself; a page that
// was hidden is made anew and told what it missed.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../shared/panel/html.ts';
import { nameOf } from '../shared/panel/playable.ts';
import {
  type HostMessage,
  type Opening,
  type PageMessage,
  parsePageMessage,
} from '../shared/panel/protocol.ts';
import type { RunState } from '../shared/panel/run.ts';
import { Echo } from './echo.ts';
import { type SharedRun, samePlace, sameStage } from './sharedRun.ts';

export const VIEW_TYPE = 'mapshift.play';

/** What the page asks for and the panel itself cannot do. */
export type Errand = Exclude<PageMessage, { type: 'ready' | 'moved' }>;

export interface PanelNeeds {
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly shared: SharedRun;
  /** Does an errand; `answer` sends a message back to the page. */
  readonly errand: (errand: Errand, answer: (message: HostMessage) => void) => void;
}

export function createPanel(extension: vscode.Uri, focus: boolean): vscode.WebviewPanel {
  const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !focus };
  const title = vscode.l10n.t('Play a code path');
  return vscode.window.createWebviewPanel(VIEW_TYPE, title, where, optionsOf(extension));
}

function optionsOf(extension: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, 'dist')] };
}

export class PlayPanel {
  readonly #echo = new Echo();
  readonly #subscriptions: vscode.Disposable[] = [];
  /** Messages for a page that does not listen yet; null once it does. */
  #waiting: HostMessage[] | null = [];
  /** The last run that the page told or was told. */
  #pages: RunState | null = null;
  #gone = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly needs: PanelNeeds,
  ) {
    const { webview } = panel;
    const { extension, shared } = needs;
    webview.options = optionsOf(extension);
    panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
    this.#subscriptions.push(
      webview.onDidReceiveMessage((received: unknown) => this.#hear(received)),
      panel.onDidChangeViewState(() => this.#visibilityChanged()),
      shared.onChange((run, from) => {
        if (from !== this) this.#show(run);
      }),
    );
    panel.onDidDispose(() => this.#end());
    const file = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString(true);
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      script: file('panel.js'),
      worker: file('panelWorker.js'),
      nonce: randomBytes(18).toString('base64url'),
    });
  }

  /** Does the page listen? */
  get ready(): boolean {
    return this.#waiting === null;
  }

  /** The last run that the page told of, or was told to show. */
  get pages(): RunState | null {
    return this.#pages;
  }

  open(what: Opening): void {
    this.#reveal(true);
    this.#post({ type: 'open', what });
  }

  /** Comes into sight; the page shows the run that all views share as soon as it listens. */
  present(): void {
    this.#reveal(false);
  }

  /** Text of a trace; the page says whether it is one. */
  openTrace(text: string): void {
    this.#reveal(true);
    this.#post({ type: 'trace', text });
  }

  /** The page that is restored shows this run. */
  restored(run: RunState): void {
    this.#pages = run;
    this.needs.shared.set(run, this);
    this.#name(run);
  }

  #reveal(focus: boolean): void {
    if (!this.panel.visible || focus) this.panel.reveal(undefined, !focus);
  }

  #hear(received: unknown): void {
    const message = parsePageMessage(received);
    if (!message) {
      this.needs.log.warn('The panel: a message that this version does not know was ignored');
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#flush();
        break;
      case 'moved':
        this.#moved(message.run);
        break;
      default:
        this.needs.errand(message, (answer) => this.#post(answer));
    }
  }

  #moved(run: RunState | null): void {
    this.#pages = run;
    this.#name(run);
    if (run && this.#echo.isAnswer(run)) return;
    this.needs.shared.set(run, this);
  }

  /** Somebody else moved the run, or plays another. */
  #show(run: RunState | null): void {
    if (!run || !this.ready) return;
    const { play, setting, choices, at } = run;
    this.#echo.sent(run);
    if (this.#pages && sameStage(this.#pages, run)) this.#post({ type: 'go', choices, at });
    else this.#post({ type: 'open', what: { play, setting, choices, at } });
    this.#pages = run;
  }

  #flush(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    const { run } = this.needs.shared;
    // a new page, or one that was away while the run moved; what is opened now replaces it anyhow
    const opens = waiting.some(({ type }) => type === 'open' || type === 'trace');
    if (!opens && run && !(this.#pages && samePlace(run, this.#pages))) this.#show(run);
    for (const message of waiting) this.#post(message);
  }

  #visibilityChanged(): void {
    // a page that is hidden is taken down, and messages to it are lost
    if (this.panel.visible || this.#waiting) return;
    this.#waiting = [];
    this.#echo.forget();
  }

  #post(message: HostMessage): void {
    if (this.#gone) return;
    if (this.#waiting) this.#waiting.push(message);
    else void this.panel.webview.postMessage(message);
  }

  #name(run: RunState | null): void {
    this.panel.title = run ? vscode.l10n.t('Play: {0}', nameOf(run.play)) : vscode.l10n.t('Play a code path');
  }

  #end(): void {
    this.#gone = true;
    for (const each of this.#subscriptions) each.dispose();
  }
}

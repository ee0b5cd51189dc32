import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Feature, Services } from '../feature.ts';
import { wordPanelHtml } from '../shared/wordPanelHtml.ts';
import { parsePageMessage, parseState, type ShowMessage, type WordState } from '../shared/wordProtocol.ts';

export const SHOW_WORD = 'mapshift.showWord';
const VIEW_TYPE = 'mapshift.word';

/** The page "The mapping word", in one panel that is shown again when it is asked for again. */
export const wordPanel: Feature = {
  activate(services) {
    let open: WordPanel | undefined;
    const adopt = (panel: vscode.WebviewPanel): WordPanel => {
      open = new WordPanel(panel, services);
      panel.onDidDispose(() => {
        open = undefined;
      });
      return open;
    };
    return vscode.Disposable.from(
      vscode.commands.registerCommand(SHOW_WORD, (wanted?: unknown) => {
        const state = parseState(wanted ?? {});
        if (!state) services.log.warn(`${SHOW_WORD}: the argument names a choice that does not exist`);
        (open ?? adopt(create(services))).show(state ?? {});
      }),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
        async deserializeWebviewPanel(panel) {
          adopt(panel);
        },
      }),
      { dispose: () => open?.dispose() },
    );
  },
};

function create({ context }: Services): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    VIEW_TYPE,
    vscode.l10n.t('The mapping word'),
    vscode.ViewColumn.Beside,
    options(context),
  );
}

function options(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist')] };
}

class WordPanel {
  readonly #panel: vscode.WebviewPanel;
  /** what to show once the page listens; null from then on */
  #waiting: Partial<WordState> | null = {};

  constructor(panel: vscode.WebviewPanel, { context, log }: Services) {
    this.#panel = panel;
    const { webview } = panel;
    webview.options = options(context);
    const listening = webview.onDidReceiveMessage(async (received: unknown) => {
      const message = parsePageMessage(received);
      if (!message) log.warn('The mapping word: a message that this version does not know was ignored');
      else if (message.type === 'copy') await vscode.env.clipboard.writeText(message.text);
      else this.#flush();
    });
    panel.onDidDispose(() => listening.dispose());
    const script = webview.asWebviewUri(vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview.js'));
    webview.html = wordPanelHtml(
      webview.cspSource,
      script.toString(true),
      randomBytes(18).toString('base64url'),
    );
  }

  show(state: Partial<WordState>): void {
    this.#panel.reveal(undefined, false);
    if (this.#waiting) this.#waiting = { ...this.#waiting, ...state };
    else void this.#post(state);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #flush(): void {
    const state = this.#waiting;
    this.#waiting = null;
    if (state && Object.keys(state).length > 0) void this.#post(state);
  }

  #post(state: Partial<WordState>): Thenable<boolean> {
    const message: ShowMessage = { type: 'show', state };
    return this.#panel.webview.postMessage(message);
  }
}

import { FIRST_STATE, type PageMessage, parseShow, parseState, withChange } from '../shared/wordProtocol.ts';
import css from './style.css';
import { mountWordPage } from './word/view.ts';

/** What VS Code gives a webview's page, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

// a constructed sheet needs no exception in the content security policy
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const api = acquireVsCodeApi();
const root = document.getElementById('root');
if (root) {
  const kept = parseState(api.getState()) ?? {};
  const page = mountWordPage(
    root,
    withChange(FIRST_STATE, kept),
    (state) => api.setState(state),
    (message) => api.postMessage(message),
  );
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = parseShow(event.data);
    if (message) page.show(message.state);
  });
  api.postMessage({ type: 'ready' });
}

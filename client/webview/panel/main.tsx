import { render } from 'preact';
import { type PageMessage, parseHostMessage } from '../../shared/panel/protocol.ts';

/** What VS Code gives a webview's page, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
const root = document.getElementById('root');
if (root) {
  render(<h1>Mapshift</h1>, root);
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!parseHostMessage(event.data))
      api.postMessage({ type: 'fault', text: 'a message that this version does not know was ignored' });
  });
  api.postMessage({ type: 'ready' });
}

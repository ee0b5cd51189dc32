// The page's side of the protocol.
import { type HostMessage, type PageMessage, parseHostMessage } from '../../shared/panel/protocol.ts';

/** What VS Code gives a webview's page, once. */
interface VsCodeApi {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  send(message: PageMessage): void;
  kept(): unknown;
  keep(state: unknown): void;
  /** Calls back for every message that is one; others are told to the log. */
  listen(heard: (message: HostMessage) => void): void;
}

export function connect(): Host {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
    listen(heard) {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = parseHostMessage(event.data);
        if (message) heard(message);
        else
          api.postMessage({ type: 'fault', text: 'a message that this version does not know was ignored' });
      });
    },
  };
}

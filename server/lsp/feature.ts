import type { ServerCapabilities } from 'vscode-languageserver/node';
import type { Session } from './session.ts';

/** One thing the server can do: what it tells the client about it, and its handlers. */
export interface Feature {
  readonly capabilities?: ServerCapabilities;
  register(session: Session): void;
}

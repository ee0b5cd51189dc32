import * as vscode from 'vscode';
import type { IndexStatus } from '../server/lsp/protocol.ts';
import type { Server } from './server.ts';

/** The state that `when` clauses of the manifest ask for. */
const CONTEXT_KEY = 'mapshift.state';

/** Where the picture stands: `down` when there is no server to ask. */
export type Picture = IndexStatus | 'starting' | 'down';

/** Keeps the latest headline of the index and tells who wants to know. */
export class StatusStore implements vscode.Disposable {
  private picture: Picture = 'starting';
  private readonly emitter = new vscode.EventEmitter<Picture>();
  private readonly subscriptions: vscode.Disposable[];

  readonly onChange = this.emitter.event;

  constructor(server: Server) {
    this.subscriptions = [
      server.onStatus((status) => this.set(status)),
      server.onDown(() => this.set('down')),
    ];
    this.set('starting');
  }

  get current(): Picture {
    return this.picture;
  }

  /** The index's headline, or nothing before the first one came or while the server is down. */
  get index(): IndexStatus | undefined {
    return typeof this.picture === 'string' ? undefined : this.picture;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.emitter.dispose();
  }

  private set(picture: Picture): void {
    this.picture = picture;
    const state = typeof picture === 'string' ? picture : picture.state;
    vscode.commands.executeCommand('setContext', CONTEXT_KEY, state);
    this.emitter.fire(picture);
  }
}

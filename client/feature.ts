import type { Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import type { PlayHost } from './panel/playHost.ts';
import type { Server } from './server.ts';
import type { StatusStore } from './status.ts';
import type { ConversionTree } from './views/conversionTree.ts';

/** What a feature may use: made once per activation and shared. */
export interface Services {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly server: Server;
  readonly status: StatusStore;
  readonly tree: ConversionTree;
  readonly play: PlayHost;
}

/** One thing the extension adds to the editor. */
export interface Feature {
  /** Registers it; what comes back is disposed with the extension. */
  activate(services: Services): Disposable;
}

import * as vscode from 'vscode';
import { convertTree } from './commands/convertTree.ts';
import { copyStatus } from './commands/copyStatus.ts';
import { navigation } from './commands/navigation.ts';
import { serverCommands } from './commands/serverCommands.ts';
import { showReferences } from './commands/showReferences.ts';
import { debugging } from './debug/feature.ts';
import type { Feature, Services } from './feature.ts';
import { playCommands } from './panel/commands.ts';
import { PlayHost } from './panel/playHost.ts';
import { Server } from './server.ts';
import { StatusStore } from './status.ts';
import { ConversionTree } from './views/conversionTree.ts';
import { filterPick } from './views/filterPick.ts';
import { faceOf, statusBar } from './views/statusBar.ts';
import { treeView } from './views/treeView.ts';
import { wordPanel } from './views/wordPanel.ts';

const FEATURES: readonly Feature[] = [
  treeView,
  filterPick,
  statusBar,
  serverCommands,
  navigation,
  showReferences,
  copyStatus,
  convertTree,
  wordPanel,
  playCommands,
  debugging,
];

/** What `activate` hands out, for other extensions and for our tests. */
export interface MapshiftApi {
  readonly status: StatusStore;
  readonly tree: ConversionTree;
  readonly play: PlayHost;
  /** the text in the status bar now */
  statusBarText(): string;
}

let server: Server | undefined;

/** Called by VS Code. Returns before the server is up: nothing waits for the index. */
export function activate(context: vscode.ExtensionContext): MapshiftApi {
  const log = vscode.window.createOutputChannel('Mapshift', { log: true });
  server = new Server(context.asAbsolutePath('dist/server.js'), log);
  const status = new StatusStore(server);
  const tree = new ConversionTree(server, context.workspaceState);
  const play = new PlayHost(context, log, server);
  const services: Services = { context, log, server, status, tree, play };
  context.subscriptions.push(
    log,
    server,
    status,
    tree,
    play,
    ...FEATURES.map((feature) => feature.activate(services)),
  );
  server.start();
  return { status, tree, play, statusBarText: () => faceOf(status.current).text };
}

/** Called by VS Code when the window closes; it waits for the server to end. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

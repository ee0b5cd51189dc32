import * as vscode from 'vscode';
import type { Feature, Services } from '../feature.ts';

/** Commands about the language server itself: index again, restart, show what it wrote. */
export const serverCommands: Feature = {
  activate({ server, log }: Services): vscode.Disposable {
    const reindex = async (): Promise<void> => {
      if (server.isRunning) await server.reindex();
      else await server.restart();
    };
    return vscode.Disposable.from(
      vscode.commands.registerCommand('mapshift.reindex', reindex),
      vscode.commands.registerCommand('mapshift.restartServer', () => server.restart()),
      vscode.commands.registerCommand('mapshift.showOutput', () => log.show()),
    );
  },
};

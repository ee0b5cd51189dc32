import * as vscode from 'vscode';
import type { Feature, Services } from '../feature.ts';
import { VIEW_ID } from '../views/treeView.ts';

/** Commands that bring something of ours into view. */
export const navigation: Feature = {
  activate({ context }: Services): vscode.Disposable {
    const walkthrough = `${context.extension.id}#start`;
    return vscode.Disposable.from(
      vscode.commands.registerCommand('mapshift.focusTree', () =>
        vscode.commands.executeCommand(`${VIEW_ID}.focus`),
      ),
      vscode.commands.registerCommand('mapshift.openWalkthrough', () =>
        vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false),
      ),
    );
  },
};

import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';
import type { Feature, Services } from '../feature.ts';

/**
 * Shows a list of places in the peek view. Its arguments are the protocol's plain values, because it
 * is a lens of the server that calls it; without places it asks for the references at the position.
 */
export const showReferences: Feature = {
  activate({ server }: Services): vscode.Disposable {
    const show = async (target: string, at: Position, places?: readonly Location[]): Promise<void> => {
      const uri = vscode.Uri.parse(target);
      const position = server.converter.asPosition(at);
      const locations =
        places === undefined
          ? await vscode.commands.executeCommand<vscode.Location[]>(
              'vscode.executeReferenceProvider',
              uri,
              position,
            )
          : places.map((place) => server.converter.asLocation(place));
      await vscode.commands.executeCommand('editor.action.showReferences', uri, position, locations);
    };
    return vscode.commands.registerCommand('mapshift.showReferences', show);
  },
};

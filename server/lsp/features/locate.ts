import type { CancellationToken, Location } from 'vscode-languageserver/node';
import type { Definition } from '../../paths/model.ts';
import { cancellable } from '../cancel.ts';
import { locationOf } from '../convert.ts';
import type { Feature } from '../feature.ts';
import { rangeFinder } from '../onDisk.ts';
import { LOCATE, type LocateParams } from '../protocol.ts';

/** Where a function of the tree is defined, by its name alone; null when no open folder has it. */
export const locate: Feature = {
  register(session) {
    session.connection.onRequest(LOCATE, ({ name }: LocateParams, token: CancellationToken) =>
      cancellable(token, async (signal): Promise<Location | null> => {
        if (!/^[A-Za-z_]\w*$/.test(name)) return null;
        for (const folder of session.folders.all) {
          const best = likeliest((await folder.calls?.definitionsOf(name, signal)) ?? []);
          if (!best) continue;
          const range = await rangeFinder(session, folder, best.spot.file);
          return locationOf(folder.uriOf(best.spot.file), range(best.spot, name.length));
        }
        return null;
      }),
    );
  },
};

/** A function that other files can mean comes before a macro or a static one, and a source file before a header. */
export function likeliest(found: readonly Definition[]): Definition | undefined {
  const rank = ({ local, macro, spot }: Definition): number =>
    (local ? 4 : 0) + (macro ? 2 : 0) + (spot.file.endsWith('.h') ? 1 : 0);
  return found.toSorted((a, b) => rank(a) - rank(b) || (a.spot.file < b.spot.file ? -1 : 1))[0];
}

import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import { REINDEX } from '../protocol.ts';

/** Reads every folder again, without the cache; answers when that is done. Cancelling it stops the reading. */
export const reindex: Feature = {
  register({ connection, folders, indexer }) {
    connection.onRequest(REINDEX, (...args) => {
      // a request without parameters comes with the token alone
      const token = args.at(-1);
      return cancellable(token, async (signal) => {
        signal.addEventListener('abort', () => {
          for (const folder of folders.all) indexer.cancel(folder);
        });
        await Promise.all(folders.all.map((folder) => indexer.run(folder, { ignoreCache: true })));
        return null;
      });
    });
  },
};

import type { Feature } from '../feature.ts';
import { REINDEX } from '../protocol.ts';

/** Reads every folder again, without the cache; answers when that is done. */
export const reindex: Feature = {
  register(session) {
    session.connection.onRequest(REINDEX, async () => {
      await Promise.all(
        session.folders.all.map((folder) => session.indexer.run(folder, { ignoreCache: true })),
      );
      return null;
    });
  },
};

import { startServer } from '../../lsp/server.ts';
import type { Io } from '../io.ts';

export const usage = 'mapshift lsp --stdio';

/** The language server for any editor, on standard input and output. Ends when the client says so. */
export async function run(_argv: readonly string[], _io: Io): Promise<number> {
  startServer();
  return new Promise(() => undefined);
}

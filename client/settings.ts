import { workspace } from 'vscode';
import type { Settings } from '../server/lsp/protocol.ts';

/** Also the language client's id, so that `mapshift.trace.server` works. */
export const SECTION = 'mapshift';

/**
 * The settings as the server wants them at its start; later changes go over the wire by section.
 * The defaults are the manifest's: `get` returns them, so none is repeated here.
 */
export function readSettings(): Settings | undefined {
  return workspace.getConfiguration().get<Settings>(SECTION);
}

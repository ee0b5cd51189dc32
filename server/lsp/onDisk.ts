import type { Range } from 'vscode-languageserver/node';
import { type Placed, rangeIn, rangeOnDisk } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';

/**
 * What gives ranges in one file: exact in an open document, by line and column in one that is only on
 * disk, where it may have changed since it was read.
 */
export async function rangeFinder(
  session: Session,
  folder: Folder,
  file: string,
): Promise<(place: Placed, length: number) => Range> {
  const open = session.documents.openText(folder, file);
  if (open) return (place, length) => rangeIn(open, place.offset, length);
  const lines = await session.lines(folder, file);
  return (place, length) => rangeOnDisk(place, length, lines?.line(place.line - 1));
}

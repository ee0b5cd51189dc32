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
  return (place, length) => {
    const line = place.line - 1;
    // an offset is exact whatever the file's encoding, as long as it still lies on its line
    if (lines?.lineOf(place.offset) !== line) return rangeOnDisk(place, length, lines?.line(line));
    const character = place.offset - (lines.lineStarts[line] ?? 0);
    return { start: { line, character }, end: { line, character: character + length } };
  };
}

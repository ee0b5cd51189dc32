import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from './read.ts';

interface Placed {
  readonly file: string;
  readonly column: number;
  readonly offset: number;
}

/**
 * The 1-based column in UTF-16 units of places in the files of a tree, whose own columns count bytes.
 * A file that can no longer be read keeps those. Cheapest when places come file by file.
 */
export function utf16Columns(root: string): (place: Placed) => number {
  let last: { file: string; text: string | null } | undefined;
  return ({ file, column, offset }) => {
    if (last?.file !== file) last = { file, text: textOf(join(root, file)) };
    return last.text === null ? column : offset - last.text.lastIndexOf('\n', offset - 1);
  };
}

function textOf(path: string): string | null {
  try {
    return decode(readFileSync(path));
  } catch {
    return null;
  }
}

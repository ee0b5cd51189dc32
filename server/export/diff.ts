import { structuredPatch } from 'diff';

/** Lines of the old file and of the new one that a patch touches. */
export interface Counts {
  readonly added: number;
  readonly removed: number;
}

const CONTEXT = 3;
/** git cuts the name of the function behind the @@ here */
const HEADING = 80;

/**
 * The change of one file as `git apply`, `git am` and `patch -p1` read it; empty where the texts are equal.
 * `file` is relative to the tree, with `/`. Null for `before` is a file that is new, for `after` one that
 * is taken away. A missing line end at the end of a file is told as git tells it.
 */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const [a, b] = [quoted(`a/${file}`), quoted(`b/${file}`)];
  const mode =
    before === null ? 'new file mode 100644\n' : after === null ? 'deleted file mode 100644\n' : '';
  const head = `diff --git ${a} ${b}\n${mode}`;
  const hunks = hunksOf(before ?? '', after ?? '');
  // git tells an empty file that comes or goes by its head alone
  if (hunks === '') return head;
  return `${head}--- ${before === null ? '/dev/null' : a}\n+++ ${after === null ? '/dev/null' : b}\n${hunks}`;
}

/** How many lines a diff adds and removes: what a diffstat counts. */
export function countsOf(diff: string): Counts {
  let added = 0;
  let removed = 0;
  let inHunk = false;
  for (const line of diff.split('\n')) {
    if (line.startsWith('diff --git ')) inHunk = false;
    else if (line.startsWith('@@ ')) inHunk = true;
    else if (inHunk && line.startsWith('+')) added++;
    else if (inHunk && line.startsWith('-')) removed++;
  }
  return { added, removed };
}

function hunksOf(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: CONTEXT });
  if (hunks.length === 0) return '';
  const headings = new Headings(before);
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      const old = range(oldStart, oldLines);
      const heading = headings.above(oldStart);
      const at = `@@ -${old} +${range(newStart, newLines)} @@${heading === '' ? '' : ` ${heading}`}`;
      return `${at}\n${lines.join('\n')}\n`;
    })
    .join('');
}

/** `12,7`; a hunk without lines of a side stands behind the line before. */
function range(start: number, lines: number): string {
  return lines === 1 ? `${start}` : `${lines === 0 ? start - 1 : start},${lines}`;
}

/** What git shows behind a hunk's @@: the last line above it that begins a function or a record. */
class Headings {
  readonly #lines: readonly string[];
  #row = 0;
  #found = '';

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  /** `line` is 1-based; hunks are asked for top down. */
  above(line: number): string {
    for (; this.#row < line - 1; this.#row++) {
      const text = this.#lines[this.#row] ?? '';
      if (/^[A-Za-z_$]/.test(text) && !/^\w+:\s*(?:$|\/\*)/.test(text)) this.#found = text;
    }
    return this.#found.slice(0, HEADING).trimEnd();
  }
}

/** A name as git writes it: in quotes where it holds a character that could end it. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a name may hold that a line may not
  if (!/["\\\x00-\x1f\x7f-\uffff]/.test(name)) return name;
  const escaped = [...name].map((char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    if (char >= ' ' && char <= '~') return char;
    // the bytes of its UTF-8, in octal
    const bytes = encodeURIComponent(char).match(/%../g) ?? [char];
    return bytes.map((byte) => `\\${octal(byte)}`).join('');
  });
  return `"${escaped.join('')}"`;
}

/** `%C3` and a plain control character alike. */
function octal(byte: string): string {
  const code = byte.length === 3 ? Number.parseInt(byte.slice(1), 16) : byte.charCodeAt(0);
  return code.toString(8).padStart(3, '0');
}

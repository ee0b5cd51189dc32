import type { Change } from './finding.ts';

/** Headers are followed this deep; what is not found by then is declared once more, which does no harm. */
const MAX_DEPTH = 6;

/**
 * Tells whether a header that gained prototypes knows the type of the new parameter, by itself or through what it
 * includes, and declares it where it does not: a type first named in a list of parameters is known only there.
 */
export class ForwardDeclarations {
  readonly #known = new Map<string, boolean>();
  readonly #declares: RegExp | null;
  readonly #line: string;

  constructor(
    private readonly text: (file: string) => string | null,
    /** as in `struct address_space *`; a type of another kind needs no declaration */
    substitute: string,
  ) {
    const [, kind, tag] = /^\s*(struct|union)\s+(\w+)\s*\*/.exec(substitute) ?? [];
    this.#declares = tag === undefined ? null : new RegExp(`^${kind}\\s+${tag}\\s*[;{]`, 'm');
    this.#line = `${kind} ${tag};\n`;
  }

  /** The declaration for a file whose first changed prototype stands at `offset`; null where it is known. */
  needed(file: string, offset: number): Change | null {
    const text = this.text(file) ?? '';
    const before = text.slice(0, offset);
    if (!this.#declares || this.#declares.test(before) || this.#included(file, before, 0)) return null;
    const start = placeFor(before);
    const isBare = start.includes !== null && !/\n[ \t]*\n$/.test(text.slice(0, start.offset));
    return {
      file,
      start: start.offset,
      end: start.offset,
      text: `${isBare ? '\n' : ''}${this.#line}${/^\s*\n/.test(text.slice(start.offset)) ? '' : '\n'}`,
      group: 'declaration',
      reason: 'the type of the new parameter is not known here yet',
    };
  }

  #knows(file: string, depth: number): boolean {
    const known = this.#known.get(file);
    if (known !== undefined || depth > MAX_DEPTH) return known ?? false;
    // headers include each other
    this.#known.set(file, false);
    const text = this.text(file);
    const knows =
      text !== null && (this.#declares?.test(text) === true || this.#included(file, text, depth + 1));
    this.#known.set(file, knows);
    return knows;
  }

  #included(file: string, text: string, depth: number): boolean {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    for (const [, quote, path] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm)) {
      const places = quote === '"' ? [`${folder}${path}`, `include/${path}`] : [`include/${path}`];
      if (places.some((each) => this.#knows(each, depth))) return true;
    }
    return false;
  }
}

/** Behind the includes at the top, or behind the include guard, or before everything. */
function placeFor(before: string): { offset: number; includes: number | null } {
  let open = 0;
  let last: number | null = null;
  let guard = 0;
  const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|endif|include|define)\b[^\n]*\n/gm;
  for (const match of before.matchAll(directive)) {
    const end = match.index + match[0].length;
    const word = match[1];
    if (word === 'endif') open--;
    else if (word?.startsWith('if')) open++;
    else if (word === 'define' && guard === 0 && open === 1) guard = end;
    // an include inside a branch is not behind every include
    else if (word === 'include' && open <= (guard > 0 ? 1 : 0)) last = end;
  }
  return { offset: last ?? guard, includes: last };
}

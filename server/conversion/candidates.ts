import type { TrackedField } from './field.ts';

/** A place in the text that may be a use, before any parsing. */
export interface Candidate {
  readonly kind: 'member' | 'layout' | 'rung';
  /** offset of the member name, or of the callee */
  readonly offset: number;
  readonly name: string;
}

/** A macro such as FOLIO_MATCH(pg, fl): the record that each parameter names a member of. */
export interface OffsetofMacro {
  readonly name: string;
  readonly records: readonly (string | null)[];
}

/**
 * The text prefilter: finds every place that can matter, without a syntax tree. A file without a
 * candidate is never parsed, so this runs over far more text than anything else: it goes from one
 * occurrence of a name to the next and looks around each, rather than matching patterns everywhere.
 */
export class Prefilter {
  /** names that count when called, and the placeholder */
  readonly #rungs: ReadonlySet<string>;
  /** the field's name, and every rung that does not contain it */
  readonly #seeds: readonly string[];

  constructor(readonly field: TrackedField) {
    this.#rungs = new Set([...field.accessors, ...field.ladder.map((step) => step.call), field.placeholder]);
    this.#seeds = [field.field, ...[...this.#rungs].filter((name) => !name.includes(field.field))];
  }

  /** Byte strings of which a file must hold at least one to be worth decoding. */
  get needles(): readonly string[] {
    return this.#seeds;
  }

  /** All candidates in order of offset. */
  find(text: string): Candidate[] {
    const found: Candidate[] = [];
    for (const seed of this.#seeds)
      for (let at = text.indexOf(seed); at >= 0; at = text.indexOf(seed, at + seed.length))
        this.#look(text, at, seed, found);
    for (const macro of this.offsetofMacros(text)) this.#addCallsOf(macro.name, text, found);
    found.sort((a, b) => a.offset - b.offset);
    // a macro defined once for each configuration is called once
    return found.filter((each, i) => each.offset !== found[i - 1]?.offset);
  }

  #look(text: string, at: number, seed: string, found: Candidate[]): void {
    let start = at;
    while (start > 0 && isWord(text.charCodeAt(start - 1))) start--;
    let end = at + seed.length;
    while (isWord(text.charCodeAt(end))) end++;
    const name = text.slice(start, end);
    if (name !== this.field.field) {
      if (!this.#rungs.has(name)) return;
      if (name === this.field.placeholder || text[spaceEnd(text, end)] === '(')
        found.push({ kind: 'rung', offset: start, name });
      return;
    }
    // `p->mapping##n` names another member, and only the macro's calls know which
    if (text.startsWith('##', spaceEnd(text, end))) return;
    const before = gapStart(text, start);
    const c = text[before];
    if (c === '.' || (c === '>' && text[before - 1] === '-'))
      found.push({ kind: 'member', offset: start, name });
    // a member named to a macro right after its record: container_of(p, struct page, mapping)
    else if (c === ',' && /\b(?:struct|union)\s+\w+\s*$/.test(text.slice(Math.max(0, before - 80), before)))
      found.push({ kind: 'layout', offset: start, name });
  }

  /** The macros of this file that apply offsetof to one of their parameters. */
  offsetofMacros(text: string): OffsetofMacro[] {
    const macros: OffsetofMacro[] = [];
    let end = 0;
    for (let at = text.indexOf('offsetof'); at >= 0; at = text.indexOf('offsetof', at + 1)) {
      if (at < end) continue;
      DEFINE.lastIndex = lineStart(text, at);
      const [whole, name = '', params = '', body = ''] = DEFINE.exec(text) ?? [];
      if (whole === undefined || !body.includes('offsetof')) continue;
      end = DEFINE.lastIndex;
      const records = params.split(',').map((param) => {
        if (!/^\s*\w+\s*$/.test(param)) return null;
        const member = new RegExp(
          `\\boffsetof\\s*\\(\\s*(?:struct|union)\\s+(\\w+)\\s*,\\s*${param.trim()}\\s*\\)`,
        );
        return member.exec(body)?.[1] ?? null;
      });
      if (records.some((record) => record !== null)) macros.push({ name, records });
    }
    return macros;
  }

  #addCallsOf(macro: string, text: string, found: Candidate[]): void {
    const call = new RegExp(`(?<!define[ \\t]+)\\b${macro}\\s*\\(([^()]*)\\)`, 'g');
    for (let match = call.exec(text); match; match = call.exec(text)) {
      const args = match[1] ?? '';
      const start = match.index + match[0].length - 1 - args.length;
      const word = new RegExp(`\\b${this.field.field}\\b`, 'g');
      for (let hit = word.exec(args); hit; hit = word.exec(args))
        found.push({ kind: 'layout', offset: start + hit.index, name: this.field.field });
    }
  }
}

/** A macro with parameters, from the start of its line: name, parameters, body. */
const DEFINE = /[ \t]*#[ \t]*define[ \t]+(\w+)\(((?:\\\r?\n|[^)\n])*)\)((?:\\\r?\n|[^\n])*)/y;

/** Offset of the start of the line at `at`, or of the first line that a backslash joins it to. */
function lineStart(text: string, at: number): number {
  let start = text.lastIndexOf('\n', at - 1) + 1;
  while (/\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start)))
    start = text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  );
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function spaceEnd(text: string, from: number): number {
  let i = from;
  while (isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** Nobody writes a longer comment between an arrow and a member. */
const MAX_COMMENT = 2000;

/** Offset of the last character before `from` that is no space, line continuation or comment. */
function gapStart(text: string, from: number): number {
  let i = from - 1;
  for (;;) {
    while (i >= 0 && isSpace(text.charCodeAt(i))) {
      if (text[i] === '\n') i = lineCommentStart(text, i);
      i--;
    }
    if (text[i] === '\\') i--;
    else if (text[i] === '/' && text[i - 1] === '*') {
      const start = text.slice(Math.max(0, i - MAX_COMMENT), i - 1).lastIndexOf('/*');
      if (start < 0) return i;
      i = Math.max(0, i - MAX_COMMENT) + start - 1;
    } else return i;
  }
}

/** Where the `//` comment that the line end at `end` closes begins; `end` when there is none. */
function lineCommentStart(text: string, end: number): number {
  const line = text.lastIndexOf('\n', end - 1) + 1;
  const slashes = text.slice(line, end).lastIndexOf('//');
  return slashes < 0 ? end : line + slashes;
}

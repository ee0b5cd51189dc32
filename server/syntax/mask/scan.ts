import type { Brackets } from './brackets.ts';

/** Spaces of the same length, with line ends kept so that lines stay lines. */
export function blank(text: string): string {
  let out = '';
  let at = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
    const ends = end > at && text[end - 1] === '\r' ? '\r\n' : '\n';
    out += ' '.repeat(end + 1 - ends.length - at) + ends;
    at = end + 1;
  }
  return out + ' '.repeat(text.length - at);
}

/** Offset of the quote that ends the literal at `start`; a literal never leaves its line. */
export function stringEnd(text: string, start: number): number {
  const quote = text[start];
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i += text[i + 1] === '\r' && text[i + 2] === '\n' ? 2 : 1;
    else if (text[i] === quote || text[i] === '\n') return i;
  }
  return text.length;
}

/** Offset just past the comment at `start`. */
export function commentEnd(text: string, start: number): number {
  const end = text[start + 1] === '*' ? text.indexOf('*/', start + 2) : text.indexOf('\n', start);
  if (end < 0) return text.length;
  return text[start + 1] === '*' ? end + 2 : end;
}

/** First offset at or after `from` that is neither space nor comment. */
export function skipSpace(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const c = text[i];
    if (c === ' ' || c === '\t' || c === '\n' || c === '\r') i++;
    else if (c === '\\' && (text[i + 1] === '\n' || text[i + 1] === '\r')) i += 2;
    else if (c === '/' && (text[i + 1] === '*' || text[i + 1] === '/')) i = commentEnd(text, i);
    else break;
  }
  return i;
}

/** An argument's range, spaces trimmed. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The arguments between the bracket at `open` and its partner, split at top-level commas. */
export function argumentsOf(brackets: Brackets, open: number): { args: Span[]; end: number } | null {
  const { text } = brackets;
  const end = brackets.closing(open);
  if (end < 0) return null;
  const args: Span[] = [];
  let start = open + 1;
  for (let i = open + 1; i < end; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') {
      const inner = brackets.closing(i);
      if (inner < 0) return null;
      i = inner - 1;
    } else if (c === '"' || c === "'") i = stringEnd(text, i);
    else if (c === '/' && (text[i + 1] === '*' || text[i + 1] === '/')) i = commentEnd(text, i) - 1;
    else if (c === ',' || i === end - 1) {
      args.push(trim(text, start, i));
      start = i + 1;
    }
  }
  return { args, end };
}

function trim(text: string, from: number, to: number): Span {
  let start = skipSpace(text, from);
  let end = to;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
  if (start > end) start = end;
  return { start, end };
}

/** Collects same-length replacements and applies them in one pass. */
export class Patches {
  readonly #patches: { start: number; text: string }[] = [];

  put(start: number, text: string): void {
    this.#patches.push({ start, text });
  }

  blank(text: string, start: number, end: number): void {
    if (end > start) this.put(start, blank(text.slice(start, end)));
  }

  apply(text: string): string {
    if (this.#patches.length === 0) return text;
    this.#patches.sort((a, b) => a.start - b.start);
    const parts: string[] = [];
    let at = 0;
    for (const patch of this.#patches) {
      if (patch.start < at) continue; // nested in one already made
      parts.push(text.slice(at, patch.start), patch.text);
      at = patch.start + patch.text.length;
    }
    parts.push(text.slice(at));
    return parts.join('');
  }
}

/** Whether only blanks stand before the offset on its line. */
export function startsLine(text: string, at: number): boolean {
  let i = at - 1;
  while (text[i] === ' ' || text[i] === '\t') i--;
  return i < 0 || text[i] === '\n';
}

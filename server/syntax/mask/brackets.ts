import { commentEnd, stringEnd } from './scan.ts';

interface Open {
  readonly offset: number;
  /** code of the character */
  readonly bracket: number;
  /** braces of an initialiser, which hold a list and no statements */
  readonly list: boolean;
}

interface Conditional {
  readonly directives: number[];
  /** innermost bracket around the first directive */
  readonly within: Open | undefined;
  readonly depth: number;
  /** false once a directive stands elsewhere: the branches open or close brackets of their own */
  whole: boolean;
}

const [ROUND, SQUARE, BRACE] = [40, 91, 123];
const [NEWLINE, QUOTE, HASH, APOSTROPHE, SLASH] = [10, 34, 35, 39, 47];
/** closing bracket to opening bracket, by code */
const PARTNER = new Map([
  [41, ROUND],
  [93, SQUARE],
  [125, BRACE],
]);
const MATTERS = new Uint8Array(128);
for (const code of [ROUND, SQUARE, BRACE, QUOTE, HASH, APOSTROPHE, SLASH, ...PARTNER.keys()])
  MATTERS[code] = 1;

/**
 * The brackets of a text and their partners, found in one pass when first asked for. Strings,
 * characters and comments are stepped over. A directive's line is a world of its own, and each branch
 * of an `#if` starts with the brackets that were open before it. A closing brace gives up the round
 * brackets left open inside it, so that half-typed code does not reach beyond its function.
 */
export class Brackets {
  #ends: Int32Array | undefined;
  readonly #enclosed: (readonly number[])[] = [];

  constructor(readonly text: string) {}

  /** Offset just past the bracket that closes the one at `open`, or -1. */
  closing(open: number): number {
    this.#ends ??= this.#match();
    return this.#ends[open] || -1;
  }

  /**
   * The directives of every `#if` … `#endif` that stands, whole, inside round brackets or inside an
   * initialiser: the grammar allows none there.
   */
  get enclosed(): readonly (readonly number[])[] {
    this.#ends ??= this.#match();
    return this.#enclosed;
  }

  #match(): Int32Array {
    const { text } = this;
    const ends = new Int32Array(text.length);
    const stack: Open[] = [];
    const conditionals: Conditional[] = [];
    // where the directive's line ends that we are in, and how many brackets were open when it began
    let lineEnd = text.length;
    let floor = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (MATTERS[code] !== 1) continue;
      if (at >= lineEnd) {
        stack.length = Math.min(stack.length, floor);
        lineEnd = text.length;
        floor = 0;
      }
      const partner = PARTNER.get(code);
      if (partner !== undefined) {
        while (stack.length > floor) {
          const top = stack.at(-1);
          if (top?.bracket === BRACE && partner !== BRACE) break;
          stack.pop();
          if (top?.bracket !== partner) continue;
          ends[top.offset] = at + 1;
          break;
        }
      } else if (code === QUOTE || code === APOSTROPHE) at = stringEnd(text, at);
      else if (code === SLASH) {
        const next = text[at + 1];
        if (next === '*' || next === '/') at = commentEnd(text, at) - 1;
      } else if (code === HASH) {
        if (lineEnd < text.length || !startsLine(text, at)) continue;
        const end = directiveEnd(text, at);
        if (this.#follow(at, stack, conditionals)) at = end - 1;
        else {
          lineEnd = end;
          floor = stack.length;
        }
      } else stack.push({ offset: at, bracket: code, list: code === BRACE && isList(text, at, stack) });
    }
    return ends;
  }

  /** Follows `#if` … `#endif`. False for any other directive. */
  #follow(at: number, stack: Open[], conditionals: Conditional[]): boolean {
    const word = /^#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b/.exec(
      this.text.slice(at, at + 40),
    )?.[1];
    if (!word) return false;
    if (word.startsWith('if')) {
      conditionals.push({ directives: [at], within: stack.at(-1), depth: stack.length, whole: true });
      return true;
    }
    const here = conditionals.at(-1);
    if (!here) return true;
    here.directives.push(at);
    if (stack.at(-1) !== here.within) here.whole = false;
    if (word !== 'endif') {
      stack.length = Math.min(stack.length, here.depth);
      return true;
    }
    conditionals.pop();
    if (here.whole && (here.within?.bracket === ROUND || here.within?.list))
      this.#enclosed.push(here.directives);
    return true;
  }
}

/** `= {`, and braces directly inside such braces. */
function isList(text: string, at: number, stack: readonly Open[]): boolean {
  let i = at - 1;
  while (i >= 0 && /[\s\\]/.test(text[i] ?? '')) i--;
  return text[i] === '=' || (stack.at(-1)?.list === true && (text[i] === ',' || text[i] === '{'));
}

function startsLine(text: string, at: number): boolean {
  let i = at - 1;
  while (text[i] === ' ' || text[i] === '\t') i--;
  return i < 0 || text.charCodeAt(i) === NEWLINE;
}

/** Offset of the line end that ends the directive at `at`: one behind a backslash does not. */
export function directiveEnd(text: string, at: number): number {
  let end = text.indexOf('\n', at);
  while (end >= 0 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end))) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

import { endsItem } from '../items.ts';
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
const [NEWLINE, RETURN, QUOTE, HASH, APOSTROPHE, SLASH, BACKSLASH] = [10, 13, 34, 35, 39, 47, 92];
/** closing bracket to opening bracket, by code */
const PARTNER = new Map([
  [41, ROUND],
  [93, SQUARE],
  [125, BRACE],
]);
const MATTERS = new Uint8Array(128);
for (const code of [ROUND, SQUARE, BRACE, QUOTE, HASH, APOSTROPHE, SLASH, ...PARTNER.keys()])
  MATTERS[code] = 1;

const CONDITIONAL = /#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b/y;

/**
 * The brackets of a text and their partners, found in one pass when first asked for. Strings,
 * characters and comments are stepped over. A directive's line is a world of its own, and each branch
 * of an `#if` starts with the brackets that were open before it. A closing brace gives up the round
 * brackets left open inside it, and the end of an item all that is left open, so that half-typed code
 * does not reach beyond its item.
 */
export class Brackets {
  #ends: Int32Array | undefined;
  readonly #enclosed: (readonly number[])[] = [];
  #balanced = true;

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

  /** Whether every brace outside directives has its partner. */
  get balanced(): boolean {
    this.#ends ??= this.#match();
    return this.#balanced;
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
        let matched = false;
        while (stack.length > floor && !matched) {
          const top = stack.at(-1);
          if (top?.bracket === BRACE && partner !== BRACE) break;
          stack.pop();
          matched = top?.bracket === partner;
          if (matched && top) ends[top.offset] = at + 1;
        }
        if (partner !== BRACE || lineEnd < text.length) continue;
        if (!matched) this.#balanced = false;
        if (text.charCodeAt(at - 1) === NEWLINE && closesItem(text, at)) {
          if (stack.some(isBrace)) this.#balanced = false;
          stack.length = 0;
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
    if (stack.slice(0, lineEnd < text.length ? floor : undefined).some(isBrace)) this.#balanced = false;
    return ends;
  }

  /** Follows `#if` … `#endif`. False for any other directive. */
  #follow(at: number, stack: Open[], conditionals: Conditional[]): boolean {
    CONDITIONAL.lastIndex = at;
    const word = CONDITIONAL.exec(this.text)?.[1];
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
      if (stack.slice(here.depth).some(isBrace)) this.#balanced = false;
      stack.length = Math.min(stack.length, here.depth);
      return true;
    }
    conditionals.pop();
    if (here.whole && (here.within?.bracket === ROUND || here.within?.list))
      this.#enclosed.push(here.directives);
    return true;
  }
}

/** What is still open behind it was opened by mistake, or is still being typed. */
function closesItem(text: string, at: number): boolean {
  return !/[),\]]/.test(text[at + 1] ?? '') && endsItem(text, at);
}

function isBrace(open: Open): boolean {
  return open.bracket === BRACE;
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
  while (end > 0 && continues(text, end)) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function continues(text: string, end: number): boolean {
  const last = text.charCodeAt(end - 1);
  return last === BACKSLASH || (last === RETURN && text.charCodeAt(end - 2) === BACKSLASH);
}

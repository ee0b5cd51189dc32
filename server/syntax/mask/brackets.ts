import { itemEnd } from '../items.ts';
import { commentEnd, startsLine, stringEnd } from './scan.ts';

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
const [RETURN, QUOTE, HASH, APOSTROPHE, SLASH, BACKSLASH] = [13, 34, 35, 39, 47, 92];
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
 * brackets left open inside it, and every item starts anew: half-typed code does not reach beyond.
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
    const ends = new Int32Array(this.text.length);
    for (let from = 0; from < this.text.length; ) {
      const to = itemEnd(this.text, Math.max(0, from - 1));
      this.#matchItem(from, to, ends);
      from = to;
    }
    return ends;
  }

  #matchItem(from: number, to: number, ends: Int32Array): void {
    const { text } = this;
    const stack: Open[] = [];
    const conditionals: Conditional[] = [];
    // where the directive's line ends that we are in, and how many brackets were open when it began
    let lineEnd = to;
    let floor = 0;
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (MATTERS[code] !== 1) continue;
      if (at >= lineEnd) {
        stack.length = Math.min(stack.length, floor);
        lineEnd = to;
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
        if (partner === BRACE && !matched && lineEnd === to) this.#balanced = false;
      } else if (code === QUOTE || code === APOSTROPHE) at = stringEnd(text, at);
      else if (code === SLASH) {
        const next = text[at + 1];
        if (next === '*' || next === '/') at = commentEnd(text, at) - 1;
      } else if (code === HASH) {
        if (lineEnd < to || !startsLine(text, at)) continue;
        const end = directiveEnd(text, at);
        if (this.#follow(at, stack, conditionals)) at = end - 1;
        else {
          lineEnd = end;
          floor = stack.length;
        }
      } else stack.push({ offset: at, bracket: code, list: code === BRACE && isList(text, at, stack) });
    }
    if (stack.slice(0, lineEnd < to ? floor : undefined).some(isBrace)) this.#balanced = false;
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

function isBrace(open: Open): boolean {
  return open.bracket === BRACE;
}

/** `= {`, and braces directly inside such braces. */
function isList(text: string, at: number, stack: readonly Open[]): boolean {
  let i = at - 1;
  while (i >= 0 && /[\s\\]/.test(text[i] ?? '')) i--;
  return text[i] === '=' || (stack.at(-1)?.list === true && (text[i] === ',' || text[i] === '{'));
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

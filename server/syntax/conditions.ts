import { startsLine } from './mask/scan.ts';

/** One `#if` that is open, at one of its branches. */
interface Level {
  readonly outer: Level | null;
  /** the condition of this branch alone, empty for `#else` and for what is no condition worth telling */
  readonly own: string;
  /** the branches before it */
  readonly before: Branch | null;
}

interface Branch {
  readonly own: string;
  readonly before: Branch | null;
}

/** The stack of `#if` conditions over a text, as change points. */
export class Conditions {
  readonly #points: { offset: number; level: Level | null }[] = [];

  constructor(text: string) {
    let level = null as Level | null;
    const guard = guardOf(text);
    for (const match of directives(text)) {
      const word = match[1];
      const rest = clean(match[2] ?? '');
      const named = `${word?.endsWith('ndef') ? '!' : ''}defined(${rest})`;
      if (word === 'if') level = { outer: level, own: TRACE_GUARD.test(rest) ? '' : rest, before: null };
      else if (word === 'ifdef') level = { outer: level, own: named, before: null };
      else if (word === 'ifndef') level = { outer: level, own: rest === guard ? '' : named, before: null };
      else if (word === 'endif') level = level?.outer ?? null;
      else if (level) {
        const { outer, own, before } = level;
        const next = word === 'else' ? '' : word === 'elif' ? rest : named;
        level = { outer, own: next, before: { own, before } };
      }
      this.#points.push({ offset: match.index, level });
    }
  }

  /** The conditions around an offset, outermost first, or null. */
  at(offset: number): string | null {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const parts: string[] = [];
    for (let level = this.#points[low - 1]?.level ?? null; level; level = level.outer)
      parts.push(conditionOf(level));
    const told = parts.filter(Boolean).reverse();
    return (told.length > 1 ? told.map(bracketed).join(' && ') : told[0]) ?? null;
  }
}

function conditionOf(level: Level): string {
  const parts = [level.own];
  for (let branch = level.before; branch; branch = branch.before)
    if (branch.own) parts.push(negated(branch.own));
  return parts.filter(Boolean).reverse().join(' && ');
}

/** The conditional directives: it goes from one `#` to the next, which is far quicker than a search by line. */
function* directives(text: string): Generator<RegExpExecArray> {
  const directive = /#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b((?:\\\r?\n|.)*)/y;
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (!startsLine(text, at)) continue;
    directive.lastIndex = at;
    const match = directive.exec(text);
    if (match) yield match;
  }
}

function clean(text: string): string {
  return text
    .slice(0, 4000) // longer ones are no condition
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*.*?\*\/|\/\/.*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The guard of a header of trace events, which is read several times on purpose. */
const TRACE_GUARD = /^!defined\s*\(\w+\) \|\| defined\s*\(TRACE_HEADER_MULTI_READ\)$/;

function negated(condition: string): string {
  const simple = /^(!?)(defined\(\w+\))$/.exec(condition);
  return simple ? `${simple[1] ? '' : '!'}${simple[2]}` : `!(${condition})`;
}

/** `a || b` needs brackets before it joins an `&&`. */
function bracketed(condition: string): string {
  return condition.includes('||') && !/^!\([^()]*\)$/.test(condition) ? `(${condition})` : condition;
}

/** The name of the include guard, which is no condition worth telling. */
function guardOf(text: string): string | null {
  const match =
    /^[ \t]*#[ \t]*ifndef[ \t]+(\w+)[^\n]*\n(?:[ \t]*\n)*[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]*\r?$/m.exec(
      text.slice(0, 8192),
    );
  return match && match[1] === match[2] ? (match[1] ?? null) : null;
}

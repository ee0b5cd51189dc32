/** The stack of `#if` conditions over a text, as change points. */
export class Conditions {
  readonly #points: { offset: number; condition: string | null }[] = [];

  constructor(text: string) {
    const stack: { now: string; before: string[] }[] = [];
    const guard = guardOf(text);
    for (const match of directives(text)) {
      const word = match[1];
      const rest = clean(match[2] ?? '');
      const top = stack.at(-1);
      if (word === 'if') stack.push({ now: TRACE_GUARD.test(rest) ? '' : rest, before: [] });
      else if (word === 'ifdef') stack.push({ now: `defined(${rest})`, before: [] });
      else if (word === 'ifndef') stack.push({ now: rest === guard ? '' : `!defined(${rest})`, before: [] });
      else if (word === 'endif') stack.pop();
      else if (top) {
        top.before.push(top.now);
        const others = top.before.filter(Boolean).map(negated);
        const own =
          word === 'else'
            ? []
            : [word === 'elif' ? rest : `${word === 'elifndef' ? '!' : ''}defined(${rest})`];
        top.now = [...others, ...own].join(' && ');
      }
      const parts = stack.map((level) => level.now).filter(Boolean);
      const condition = parts.length > 1 ? parts.map(bracketed).join(' && ') : parts[0];
      this.#points.push({ offset: match.index, condition: condition || null });
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
    return this.#points[low - 1]?.condition ?? null;
  }
}

/** The conditional directives: it goes from one `#` to the next, which is far quicker than a search by line. */
function* directives(text: string): Generator<RegExpExecArray> {
  const directive = /#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b((?:\\\r?\n|.)*)/y;
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (text.slice(text.lastIndexOf('\n', at) + 1, at).trim() !== '') continue;
    directive.lastIndex = at;
    const match = directive.exec(text);
    if (match) yield match;
  }
}

function clean(text: string): string {
  return text
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

/** A piece of C text that is neither blank nor comment. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|[A-Za-z_]\w*|\.?\d[\w.]*|->|\+\+|--|<<=|>>=|<<|>>|[-+*/%&|^!=<>]=|&&|\|\||\.\.\.|[\s\S]/y;

/** The tokens of a stretch of C; `from` is the offset that they count from. */
export function tokensOf(text: string, from = 0): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [token] = found;
    if (/^(?:\s|\/[*/])/.test(token)) continue;
    tokens.push({ text: token, start: from + found.index, end: from + found.index + token.length });
  }
  return tokens;
}

/** C text by its tokens alone, without brackets around what needs none: a call, a member, a negation. */
export function normalised(text: string): string {
  return withoutBrackets(tokensOf(text).map((token) => token.text)).join(' ');
}

function withoutBrackets(tokens: readonly string[]): readonly string[] {
  const partner = partners(tokens);
  const needless = new Set<number>();
  tokens.forEach((token, open) => {
    const close = partner.get(open);
    if (token !== '(' || close === undefined || close === open + 1) return;
    // of a call, a cast's operand or a statement
    if (/^(?:[A-Za-z_]\w*|\)|\])$/.test(tokens[open - 1] ?? '') && tokens[open - 1] !== 'return') return;
    if (isPrimary(tokens, open + 1, close, partner)) needless.add(open).add(close);
  });
  return tokens.filter((_, at) => !needless.has(at));
}

/** Whether tokens are one operand: `!f(a, b)->c`, `(x)`, `a[i].b`. */
function isPrimary(
  tokens: readonly string[],
  from: number,
  to: number,
  partner: ReadonlyMap<number, number>,
): boolean {
  let at = from;
  while (at < to && /^[!~*&]$/.test(tokens[at] ?? '')) at++;
  const first = tokens[at] ?? '';
  if (first === '(') at = (partner.get(at) ?? to) + 1;
  // a type alone in brackets is a cast
  else if (/^\w/.test(first) && !/^(?:struct|union|enum|unsigned|const|void|int|char|long)$/.test(first))
    at++;
  else return false;
  if (at === to && from === at - 1 && tokens[to + 1] !== undefined && /^\w|^[(*&]/.test(tokens[to + 1] ?? ''))
    return false;
  while (at < to) {
    const token = tokens[at] ?? '';
    if (token === '(' || token === '[') at = (partner.get(at) ?? to) + 1;
    else if (token === '->' || token === '.') at += 2;
    else return false;
  }
  return at === to;
}

function partners(tokens: readonly string[]): Map<number, number> {
  const open: number[] = [];
  const found = new Map<number, number>();
  tokens.forEach((token, at) => {
    if (token === '(' || token === '[') open.push(at);
    else if (token === ')' || token === ']') {
      const start = open.pop();
      if (start !== undefined) found.set(start, at);
    }
  });
  return found;
}

/** A tree's MAINTAINERS: which sections a file belongs to, and who is told of changes to it. */

export interface Section {
  readonly name: string;
  /** `Jane Doe <jane@example.org>`, as written */
  readonly people: readonly string[];
  /** addresses alone; lists that only subscribers may write to are left out */
  readonly lists: readonly string[];
}

export interface Match {
  readonly section: Section;
  /** the larger the more letters of the path the section's pattern says; see `WEIGHT` */
  readonly weight: number;
}

interface Pattern {
  readonly weight: number;
  readonly regex: RegExp;
}

interface Entry extends Section {
  readonly people: string[];
  readonly lists: string[];
  readonly files: Pattern[];
  readonly excluded: Pattern[];
}

/** What matches everything, what matches by expression, and from here on the more letters the surer. */
export const WEIGHT = { rest: 1, expression: 2, path: 3 } as const;

/**
 * The sections of a file, most specific first: by `F:` patterns, or `N:` expressions on its path, unless an
 * `X:` pattern takes it out.
 */
export function matchesIn(text: string): (file: string) => readonly Match[] {
  const entries = parseMaintainers(text);
  const known = new Map<string, readonly Match[]>();
  return (file) => {
    const before = known.get(file);
    if (before) return before;
    const found: Match[] = [];
    for (const entry of entries) {
      const weights = entry.files.flatMap((pattern) => (pattern.regex.test(file) ? [pattern.weight] : []));
      const weight = Math.max(0, ...weights);
      if (weight > 0 && !entry.excluded.some(({ regex }) => regex.test(file)))
        found.push({ section: entry, weight });
    }
    found.sort((a, b) => b.weight - a.weight);
    known.set(file, found);
    return found;
  };
}

const NOBODY = ['(nobody)'];

/**
 * The names of a file's sections: of all that match, those with the longest pattern, so that "THE REST"
 * owns only what nobody else does.
 */
export function maintainersIn(text: string): (file: string) => readonly string[] {
  const matches = matchesIn(text);
  return (file) => {
    const found = matches(file);
    const names = found
      .filter(({ weight }) => weight === found[0]?.weight)
      .map(({ section }) => section.name);
    return names.length > 0 ? names : NOBODY;
  };
}

function parseMaintainers(text: string): Entry[] {
  const entries: Entry[] = [];
  let title = '';
  for (const line of text.split('\n')) {
    const tag = /^([A-Z]):\s+(.*\S)/.exec(line);
    if (!tag) {
      if (/^\S/.test(line)) title = line.trim();
      continue;
    }
    let entry = entries.at(-1);
    if (entry?.name !== title) {
      entry = { name: title, people: [], lists: [], files: [], excluded: [] };
      entries.push(entry);
    }
    const [, kind, value = ''] = tag;
    if (kind === 'F') entry.files.push(filePattern(value));
    else if (kind === 'N') entry.files.push(...pathExpression(value));
    else if (kind === 'X') entry.excluded.push(filePattern(value));
    else if (kind === 'M' && value.includes('@')) entry.people.push(value);
    else if (kind === 'L' && !value.includes('subscribers-only')) entry.lists.push(...listAddress(value));
  }
  return entries;
}

/** `linux-mm@kvack.org` of `linux-mm@kvack.org (moderated for non-subscribers)`. */
function listAddress(value: string): string[] {
  const address = /[^\s<>()]+@[^\s<>()]+/.exec(value)?.[0];
  return address === undefined ? [] : [address];
}

/**
 * A trailing slash, or a plain folder, means everything below; `*` and `?` stay within one folder, and
 * a pattern that ends in one names files only.
 */
function filePattern(value: string): Pattern {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const end = value.endsWith('/') ? '' : /[*?][^/]*$/.test(value) ? '$' : '(?:/|$)';
  const isRest = value === '*' || value === '*/';
  const said = value.replace(/[*?]/g, '').length;
  return { weight: isRest ? WEIGHT.rest : WEIGHT.path + said, regex: new RegExp(`^${source}${end}`) };
}

/** `N:` holds a Perl expression; one that is none here matches nothing. */
function pathExpression(value: string): Pattern[] {
  try {
    return [{ weight: WEIGHT.expression, regex: new RegExp(value) }];
  } catch {
    return [];
  }
}

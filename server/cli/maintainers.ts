import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../host/walk.ts';
import { UsageError } from './io.ts';

/**
 * The subsystems of a file by the tree's MAINTAINERS. Throws UsageError when the tree has none.
 */
export function maintainerIndex(tree: string): (file: string) => readonly string[] {
  const path = join(tree, 'MAINTAINERS');
  try {
    return maintainersIn(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}; --by maintainer needs it`);
  }
}

/**
 * The sections that a file belongs to: by `F:` patterns, or `N:` expressions on its path, unless an
 * `X:` pattern takes it out. Of all that match, those with the longest pattern are named, so that
 * "THE REST" owns only what nobody else does.
 */
export function maintainersIn(text: string): (file: string) => readonly string[] {
  const sections = parseMaintainers(text);
  const known = new Map<string, readonly string[]>();
  return (file) => {
    let names = known.get(file);
    if (!names) {
      names = longestMatches(sections, file);
      known.set(file, names);
    }
    return names;
  };
}

const NOBODY = ['(nobody)'];

function longestMatches(sections: readonly Section[], file: string): readonly string[] {
  let best = 0;
  let names: string[] = [];
  for (const { name, files, excluded } of sections) {
    const weights = files.flatMap((pattern) => (pattern.regex.test(file) ? [pattern.weight] : []));
    const weight = Math.max(0, ...weights);
    if (weight === 0 || weight < best || excluded.some(({ regex }) => regex.test(file))) continue;
    if (weight > best) names = [];
    best = weight;
    names.push(name);
  }
  return names.length > 0 ? names : NOBODY;
}

interface Pattern {
  readonly weight: number;
  readonly regex: RegExp;
}

interface Section {
  readonly name: string;
  readonly files: Pattern[];
  readonly excluded: Pattern[];
}

function parseMaintainers(text: string): Section[] {
  const sections: Section[] = [];
  let title = '';
  for (const line of text.split('\n')) {
    const tag = /^([A-Z]):\s+(.*\S)/.exec(line);
    if (!tag) {
      if (/^\S/.test(line)) title = line.trim();
      continue;
    }
    let section = sections.at(-1);
    if (section?.name !== title) {
      section = { name: title, files: [], excluded: [] };
      sections.push(section);
    }
    const [, kind, value = ''] = tag;
    if (kind === 'F') section.files.push(filePattern(value));
    else if (kind === 'N') section.files.push(...pathExpression(value));
    else if (kind === 'X') section.excluded.push(filePattern(value));
  }
  return sections;
}

/** What matches everything, what matches by expression, and from here on the more letters the surer. */
const WEIGHT = { rest: 1, expression: 2, path: 3 } as const;

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

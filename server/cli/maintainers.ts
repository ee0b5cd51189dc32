import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../host/walk.ts';
import { UsageError } from './io.ts';

/**
 * The subsystems of a file by the tree's MAINTAINERS: `F:` patterns less `X:` ones. Of all that match,
 * those with the longest pattern are named, so that "THE REST" owns only what nobody else does.
 * Throws UsageError when the tree has no MAINTAINERS.
 */
export function maintainerIndex(tree: string): (file: string) => readonly string[] {
  let text: string;
  try {
    text = readFileSync(join(tree, 'MAINTAINERS'), 'utf8');
  } catch (error) {
    throw new UsageError(`${join(tree, 'MAINTAINERS')}: ${reasonOf(error)}; --by maintainer needs it`);
  }
  const sections = parseMaintainers(text);
  return (file) => {
    let best = 0;
    let names: string[] = [];
    for (const { name, files, excluded } of sections) {
      if (excluded.some((pattern) => pattern.matches(file))) continue;
      const weight = Math.max(
        0,
        ...files.filter((pattern) => pattern.matches(file)).map((pattern) => pattern.weight),
      );
      if (weight === 0 || weight < best) continue;
      if (weight > best) names = [];
      best = weight;
      names.push(name);
    }
    return names.length > 0 ? names : ['(nobody)'];
  };
}

interface Pattern {
  readonly weight: number;
  matches(file: string): boolean;
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
    if (kind === 'F') section.files.push(pattern(value));
    else if (kind === 'X') section.excluded.push(pattern(value));
  }
  return sections;
}

/** A trailing slash means everything below; `*` and `?` stay within one folder. */
function pattern(value: string): Pattern {
  const source = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  const regex = new RegExp(`^${source}${value.endsWith('/') ? '' : '(?:/|$)'}`);
  return {
    weight: value === '*' || value === '*/' ? 1 : value.length + 1,
    matches: (file) => regex.test(file),
  };
}

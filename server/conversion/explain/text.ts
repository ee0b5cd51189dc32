import type { Use } from '../model.ts';

/** A piece of C for Markdown: one line, in a code span that the text itself cannot end. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  if (!line.includes('`')) return `\`${line}\``;
  const longest = Math.max(...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${line} ${fence}`;
}

/** What looks like C or a path in a sentence, one form a line. */
const CODE_IN_PROSE = new RegExp(
  [
    String.raw`\bstruct \w+(?: \*+)?`,
    String.raw`\b\w[\w-]*(?:\/[\w.-]*\w)+`,
    String.raw`(?<![\w\`])[&!*]?\w+(?:(?:->|\.)\w+|\(\))+(?:\(\))?`,
    String.raw`(?<![\w\`])\w*[A-Za-z]\w*_\w*`,
    String.raw`(?<![\w\`])_\w+`,
  ].join('|'),
  'g',
);

/** A reason for Markdown: what looks like C in code spans, and nothing that Markdown or HTML would act on. */
export function prose(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  let out = '';
  let last = 0;
  for (const match of line.matchAll(CODE_IN_PROSE)) {
    out += plain(line.slice(last, match.index)) + code(match[0]);
    last = match.index + match[0].length;
  }
  return out + plain(line.slice(last));
}

function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>&#|~]/g, (mark) => `\\${mark}`);
}

/** The access as written, on one line and short: `bh->b_page->mapping`. */
export function written(use: Pick<Use, 'base' | 'field' | 'record'>): string {
  const base = use.base.replace(/\s+/g, ' ').trim();
  if (base === '') return use.record === null ? use.field : `struct ${use.record}.${use.field}`;
  return `${base.length > 48 ? `…${base.slice(-47)}` : base}->${use.field}`;
}

/** A reason that reads on after a colon: one line, no final stop. */
export function clause(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.+$/, '');
}

/** Edited lines in kernel style: wrapped where the edit made them too long, and nothing else touched. */
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../server/fixes/plan.ts';
import { tidy } from '../../server/fixes/style.ts';

/** The text with each `from` replaced. */
function edited(text: string, ...changes: readonly [from: string, to: string][]): string {
  const edits = changes.map(([from, to]): Edit => {
    const start = text.indexOf(from);
    expect(start, `${from} stands in the text`).toBeGreaterThanOrEqual(0);
    const rest = { file: 'a.c', group: 'body', reason: '', confidence: 'proved' } as const;
    return { start, end: start + from.length, text: to, ...rest };
  });
  return tidy(text, edits);
}

describe('a line that an edit makes too long', () => {
  test('is broken between arguments, below their bracket', () => {
    const text = 'static int write_one(struct page *page, struct writeback_control *wbc)\n{\n}\n';
    expect(edited(text, ['struct page', 'struct address_space *__mapping, struct page'])).toBe(
      'static int write_one(struct address_space *__mapping, struct page *page,\n' +
        '\t\t     struct writeback_control *wbc)\n{\n}\n',
    );
  });

  test('is broken at an operator before it is broken in a call', () => {
    const text =
      '\tif (PageUptodate(page) && page_has_buffers(page) && page->mapping == mapping)\n\t\treturn;\n';
    const after = edited(text, ['page->mapping == mapping', '!page_is_truncated(page, mapping)']);
    expect(after.split('\n')[0]).toMatch(/&&$/);
    expect(after).toContain('!page_is_truncated(page, mapping))\n\t\treturn;');
  });

  test('stays long where it cannot be broken: in a string', () => {
    const text = '\tpr_warn("a message that is long already and has to stay as it is %p", page->mapping);\n';
    const after = edited(text, ['page->mapping', 'fs_page_mapping(page, MAPPING_NULL)']);
    expect(after).toContain('"a message that is long already and has to stay as it is %p"');
  });
});

describe('a comment behind the code', () => {
  const TEST = '\tif (page->mapping != mapping) /* gone since it was looked up, then? */\n\t\treturn;\n';
  const CHANGE: [string, string] = ['page->mapping != mapping', 'page_is_truncated(page, mapping)'];

  test('goes above a statement that it would make too long', () => {
    expect(edited(`\tf();\n${TEST}`, CHANGE)).toBe(
      '\tf();\n\t/* gone since it was looked up, then? */\n\tif (page_is_truncated(page, mapping))\n\t\treturn;\n',
    );
  });

  test('stays in the middle of a statement, and breaks no code', () => {
    const text = `\tif (a ||\n\t    page->mapping != mapping) /* gone since it was looked up, then? */\n\t\treturn;\n`;
    expect(edited(text, CHANGE)).toBe(text.replace(...CHANGE));
  });

  test('stays where the line was too long before', () => {
    const text = `\tf();\n${TEST.replace('then?', 'or never there in the first place?')}`;
    expect(edited(text, CHANGE)).toBe(text.replace(...CHANGE));
  });
});

describe('a line is left alone', () => {
  test('where the edit made it no longer, though it is too long', () => {
    const text =
      '\tstruct inode *inode = page->mapping->host; /* a remark that reaches far beyond the eightieth column */\n';
    expect(edited(text, ['page->mapping', 'mapping'])).toBe(text.replace('page->mapping', 'mapping'));
  });

  test('where nothing was edited, though it is too long', () => {
    const long = `\treturn ${'a + '.repeat(30)}b;\n`;
    expect(edited(`${long}\tf(page->mapping);\n`, ['page->mapping', 'mapping'])).toBe(
      `${long}\tf(mapping);\n`,
    );
  });

  test('where it still fits', () => {
    expect(edited('\tf(page->mapping);\n', ['page->mapping', 'fs_page_mapping(page, MAPPING_NULL)'])).toBe(
      '\tf(fs_page_mapping(page, MAPPING_NULL));\n',
    );
  });
});

test('whatever is wrapped, only blanks and line ends differ', () => {
  const text =
    '\tif (set_page_dirty_lock(page) && account_page_dirtied(page, mapping) && other(page->mapping, 1))\n';
  const after = edited(text, ['page->mapping', 'fs_page_mapping(page, MAPPING_NULL)']);
  const bare = (line: string): string => line.replace(/\s+/g, '');
  expect(bare(after)).toBe(bare(text.replace('page->mapping', 'fs_page_mapping(page, MAPPING_NULL)')));
  expect(after.split('\n').every((line) => line.replaceAll('\t', ' '.repeat(8)).length <= 80)).toBe(true);
});

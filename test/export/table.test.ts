import { describe, expect, test } from 'vitest';
import { paint, table, usesTable } from '../../server/export/table.ts';

describe('a table', () => {
  test('pads each column to its widest cell and leaves no space at the ends of lines', () => {
    expect(
      table([
        ['file', 'uses', ''],
        ['mm/filemap.c', '7', 'raw'],
      ]),
    ).toBe('file          uses\nmm/filemap.c  7     raw\n');
  });

  test('may have rows of different lengths, or none', () => {
    expect(table([['a'], ['bb', 'c']])).toBe('a\nbb  c\n');
    expect(table([])).toBe('');
    expect(usesTable([], true)).toBe('');
  });
});

test('paint leaves text alone where colour is not wanted or not known', () => {
  expect(paint('raw', 33, true)).toBe('\x1b[33mraw\x1b[0m');
  expect(paint('raw', 33, false)).toBe('raw');
  expect(paint('raw', undefined, true)).toBe('raw');
});

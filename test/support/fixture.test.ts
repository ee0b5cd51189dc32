import { describe, expect, test } from 'vitest';
import { parseBeforeAfter, parseFixture, underline } from './fixture.ts';

describe('fixtures', () => {
  test('several files, each ending in a newline', () => {
    const fixture = parseFixture(`
      // @file mm/x.c
      int a;

      // @file include/y.h
      int b;
    `);
    expect([...fixture.files]).toEqual([
      ['mm/x.c', 'int a;\n\n'],
      ['include/y.h', 'int b;\n'],
    ]);
    expect(fixture.text('include/y.h')).toBe('int b;\n');
    expect(() => fixture.text()).toThrow('mm/x.c, include/y.h');
  });

  test('one unnamed file', () => {
    expect(parseFixture('int a;').text()).toBe('int a;\n');
    expect(parseFixture('int a;', 'z.h').text('z.h')).toBe('int a;\n');
  });

  test('markers are taken out and their places counted without them', () => {
    const fixture = parseFixture(`
      int a;
      \treturn /*<base>*/page/*</base>*/->/*$0*/mapping;
    `);
    expect(fixture.text()).toBe('int a;\n\treturn page->mapping;\n');
    expect(fixture.cursor).toEqual({ file: 'main.c', offset: 21, line: 1, character: 14 });
    const { start, end } = fixture.range('base');
    expect(fixture.text().slice(start.offset, end.offset)).toBe('page');
    expect(fixture.point('base').character).toBe(8);
    expect(() => fixture.point('nowhere')).toThrow('$0');
  });

  test('carets label what stands above them, several to a line', () => {
    const fixture = parseFixture(`
      // @file a.c
      \tif (a->mapping != b->/*<m>*/mapping)
      \t//     ^^^^^^^ page
      \t//                   ^^^^^^^ folio, guess
      \t\treturn;
    `);
    expect(fixture.text()).toBe('\tif (a->mapping != b->mapping)\n\t\treturn;\n');
    expect(fixture.labels.map(({ text, label, range }) => [text, label, range.start.character])).toEqual([
      ['mapping', 'page', 8],
      ['mapping', 'folio, guess', 22],
    ]);
    for (const { text, range } of fixture.labels)
      expect(fixture.text().slice(range.start.offset, range.end.offset)).toBe(text);
  });

  test.each([
    ['/*$0*/a/*$0*/', 'twice'],
    ['a/*</x>*/', 'closes nothing'],
    ['a\n//^^', 'point behind'],
    ['a\n// @file x.c\nb', 'before the first'],
  ])('a broken fixture is told: %j', (source, message) => {
    expect(() => parseFixture(source)).toThrow(message);
  });

  test('before and after', () => {
    const { before, after } = parseBeforeAfter(`
      // @before
      f(/*$0*/page);
      // @after
      f(page, mapping);
    `);
    expect(before.cursor.character).toBe(2);
    expect(after.text()).toBe('f(page, mapping);\n');
    expect(() => parseBeforeAfter('f();')).toThrow('@before');
  });

  test('underline is the way back', () => {
    const text = '\tif (a->mapping != b->mapping)\nx;';
    const marked = underline(text, [
      { line: 0, character: 22, length: 7, label: 'folio' },
      { line: 0, character: 8, length: 7, label: 'page' },
      { line: 1, character: 0, length: 1, label: 'x' },
    ]);
    expect(marked).toMatchInlineSnapshot(`
      "	if (a->mapping != b->mapping)
      	//     ^^^^^^^ page
      	//                   ^^^^^^^ folio
      x;
      //<- x"
    `);
    const again = parseFixture(marked.replace(/\n\/\/<-.*/, ''));
    expect(again.text()).toBe(`${text}\n`);
    expect(again.labels.map(({ label, range }) => [label, range.start.character])).toEqual([
      ['page', 8],
      ['folio', 22],
    ]);
  });
});

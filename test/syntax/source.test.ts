import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../server/syntax/source.ts';

/** Where `needle` stands, as the command line says it. */
function at(text: string, needle: string): string {
  const { line, column } = new SourceText(text).position(text.indexOf(needle));
  return `${line}:${column}`;
}

describe('places in a file', () => {
  test('count bytes from one; a tab is one', () => {
    expect(at('mapping', 'mapping')).toBe('1:1');
    expect(at('int a;\n\treturn page->mapping;\n', 'mapping')).toBe('2:15');
  });

  test.each([
    ['two bytes', '/* é */ mapping', '1:10'],
    ['three bytes', '/* € */ mapping', '1:11'],
    ['four bytes', '/* 😀 */ mapping', '1:12'],
    ['Latin-1, once decoded', `/* ${Buffer.from([0xe9]).toString('latin1')} */ mapping`, '1:10'],
  ])('count bytes of UTF-8: %s', (_, text, place) => {
    expect(at(text, 'mapping')).toBe(place);
  });

  test('a carriage return ends no line by itself and belongs to none', () => {
    const source = new SourceText('a\r\nb\rmapping\r\n');
    expect(source.position(5)).toEqual({ line: 2, column: 3 });
    expect([0, 1, 2, 3].map((line) => source.line(line))).toEqual(['a', 'b\rmapping', '', '']);
  });

  test('the end of the text, with and without a line end', () => {
    expect(new SourceText('ab').position(2)).toEqual({ line: 1, column: 3 });
    expect(new SourceText('ab\n').position(3)).toEqual({ line: 2, column: 1 });
    expect(new SourceText('').position(0)).toEqual({ line: 1, column: 1 });
    expect(new SourceText('ab').line(0)).toBe('ab');
  });

  test('agree with counting by hand', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\t') }),
        fc.nat(),
        (text, n) => {
          const before = [...text].slice(0, n % (text.length + 1)).join('');
          const lines = before.split('\n');
          expect(new SourceText(text).position(before.length)).toEqual({
            line: lines.length,
            column: 1 + Buffer.byteLength(lines.at(-1) ?? ''),
          });
        },
      ),
    );
  });
});

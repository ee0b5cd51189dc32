import { describe, expect, test } from 'vitest';
import { focus } from '../../server/syntax/focus.ts';
import { c } from './grammar.ts';

/** The stretches that are parsed for the sake of every `mapping`. */
function pieces(text: string): string[] | null {
  const found = focus(
    text,
    [...text.matchAll(/mapping/g)].map((each) => each.index),
  );
  for (const { start, text: piece } of found ?? []) {
    // blanked at most, never moved
    expect(text.slice(start, start + piece.length).length).toBe(piece.length);
    expect(piece.split('\n').length).toBe(text.slice(start, start + piece.length).split('\n').length);
  }
  return found?.map((each) => each.text) ?? null;
}

describe('what is parsed of a file', () => {
  test('the items that hold a candidate, each once', () => {
    expect(
      pieces(
        'int a(void)\n{\n}\n\nint b(void)\n{\n\tmapping + mapping;\n}\nint c(void)\n{\n}\nint d = mapping;\n',
      ),
    ).toEqual(['\nint b(void)\n{\n\tmapping + mapping;\n}\n', 'int d = mapping;\n']);
  });

  test('a table whose type has a body is one item', () => {
    expect(pieces('int a;\nstruct s {\n\tint a;\n} table[] = {\n\t{ .mapping = 1 },\n};\nint b;\n')).toEqual([
      'int a;\nstruct s {\n\tint a;\n} table[] = {\n\t{ .mapping = 1 },\n};\n',
    ]);
  });

  test('a macro that defines functions is one item', () => {
    const macro =
      '#define X(n) \\\nint a_##n(void) \\\n{ \\\n} \\\nint b_##n(void) \\\n{ \\\n\tmapping; \\\n}\n';
    expect(pieces(`int z(void)\n{\n}\n${macro}int y(void)\n{\n}\n`)).toEqual([macro]);
  });

  test('half an #if is none', () => {
    expect(
      pieces(c`
        #ifdef CONFIG_X
        int a(void)
        {
        #if 1
        	mapping;
        #else
        	b;
        #endif
        }
        #else
        int a(void)
        {
        }
        #endif
      `),
    ).toEqual([`${' '.repeat(15)}\nint a(void)\n{\n#if 1\n\tmapping;\n#else\n\tb;\n#endif\n}\n`]);
  });

  test.each([
    ['a brace too many', 'int a(void)\n{\n\tmapping;\n\t}\n}\n'],
    ['a brace too few', 'int a(void)\n{\n\tif (mapping) {\n}\n'],
    [
      'branches of #if that open one brace each',
      'int a(void)\n{\n#if A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tmapping;\n\t}\n}\n',
    ],
  ])('all of it: %s', (_, text) => {
    expect(pieces(text)).toBeNull();
  });

  test('braces in strings, characters, comments and macros do not count', () => {
    const text = 'int a(void)\n{\n\tmapping("{", \'}\'); /* { */ // }\n#define B {\n}\n';
    expect(pieces(text)).toEqual([text]);
  });

  test('an item that is cut off reaches to the end', () => {
    expect(pieces('int a(void)\n{\n}\nint b = mapping')).toEqual(['int b = mapping']);
  });

  test('nothing for nothing', () => {
    expect(focus('int a;\n', [])).toEqual([]);
  });
});

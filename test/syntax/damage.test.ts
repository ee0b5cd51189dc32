import { describe, expect, test } from 'vitest';
import { damageOf } from '../../server/syntax/damage.ts';
import { Descent } from '../../server/syntax/descent.ts';
import type { Syntax } from '../../server/syntax/parser.ts';
import { SourceText } from '../../server/syntax/source.ts';
import { parser } from '../support/parser.ts';
import { c } from './grammar.ts';

function parsed<T>(text: string, read: (syntax: Syntax) => T): T {
  const syntax = parser.parse(text);
  try {
    return read(syntax);
  } finally {
    syntax.dispose();
  }
}

/** The lines of the damage, with its text. */
function damage(text: string): string[] {
  return parsed(text, ({ root }) =>
    damageOf(root, new SourceText(text)).map((each) => `${each.line}: ${each.text}`),
  );
}

/** For each place of the field, in order. */
function near(text: string): boolean[] {
  return parsed(text, ({ root }) => {
    const descent = new Descent(root);
    return [...text.matchAll(/mapping/g)].map(({ index }) => descent.to(index, index + 7).nearDamage);
  });
}

describe('damage', () => {
  test('none in clean C', () => {
    expect(damage('int f(void)\n{\n\treturn 0;\n}\n')).toEqual([]);
  });

  test('is told with its line, in order, without what is around it', () => {
    expect(damage('int a;\nint b = = 1;\nint c;\nint d[;\n')).toEqual(['2: =', '4: missing ]']);
  });

  test('a text is shortened to one line', () => {
    const [only] = damage(`int a;\n@@@ ${'@ '.repeat(60)}\n  @@\nint b;\n`);
    expect(only).toMatch(/^2: @@@ @/);
    expect(only?.length).toBeLessThan(70);
  });
});

describe('a use near damage', () => {
  test('in the same statement, and not in the next', () => {
    expect(
      near(c`
        void f(struct page *page)
        {
        	g(page->mapping, = 1);
        	h(page->mapping);
        }
      `),
    ).toEqual([true, false]);
  });

  test('in a statement whose body alone is damaged: not in the condition', () => {
    expect(
      near(c`
        void f(struct page *page)
        {
        	if (page->mapping) {
        		g(= 1);
        	}
        	while (page->mapping) {
        		h();
        	}
        }
      `),
    ).toEqual([false, false]);
  });

  test('in a function whose head is damaged: everywhere', () => {
    expect(near('void f(struct page *page, = 1)\n{\n\tg(page->mapping);\n}\n')).toEqual([true]);
  });

  test('in a declaration', () => {
    expect(
      near('void f(struct page *page)\n{\n\tint a = = page->mapping;\n\tint b = !page->mapping;\n}\n'),
    ).toEqual([true, false]);
  });
});

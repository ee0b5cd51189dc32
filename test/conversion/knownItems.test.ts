import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Node } from 'web-tree-sitter';
import { analyse, type Reading } from '../../server/conversion/analysis.ts';
import { Prefilter } from '../../server/conversion/candidates.ts';
import type { FileFacts } from '../../server/conversion/facts.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { KnownItems } from '../../server/conversion/knownItems.ts';
import type { Syntax } from '../../server/syntax/parser.ts';
import { MINI_KERNEL, sourcesOf } from '../support/annotations.ts';
import { parser } from '../support/parser.ts';
import { ITEMS, kernelFile, kernelGarbage } from '../syntax/kernelText.ts';

const prefilter = new Prefilter(PAGE_MAPPING);
const FILES = sourcesOf(MINI_KERNEL).map((file) => readFileSync(join(MINI_KERNEL, file), 'utf8'));

/** An open document, as the workspace keeps it. */
class Document {
  readonly known = new KnownItems<Reading>();
  syntax: Syntax;
  facts: FileFacts;

  constructor(text: string) {
    this.syntax = parser.parse(text);
    this.facts = this.#read();
  }

  edit(text: string): void {
    this.syntax = parser.parse(text, this.syntax);
    this.facts = this.#read();
  }

  /** The facts of the tree at hand, with nothing known. */
  get afresh(): FileFacts {
    return analyse(this.syntax, 'a.c', prefilter, parser);
  }

  /** The facts of the text, parsed whole; null where the grammar cannot read it, for it gets over errors as it came to them. */
  get whole(): FileFacts | null {
    const syntax = parser.parse(this.syntax.text);
    const facts = syntax.root.hasError ? null : analyse(syntax, 'a.c', prefilter, parser);
    syntax.dispose();
    return facts;
  }

  #read(): FileFacts {
    return analyse(this.syntax, 'a.c', prefilter, parser, undefined, this.known);
  }
}

/** What one types, takes away and pastes; what changes the meaning of other items among it. */
const TYPED = [
  '',
  ' ',
  '\n',
  'x',
  ';',
  '(',
  ')',
  '{',
  '}',
  '"',
  '/*',
  '*/',
  '->mapping',
  'page',
  '\n}\n',
  '\n#if A\n',
  '\n#if 0\n',
  '\n#else\n',
  '\n#endif\n',
  ' __init ',
  'struct folio *page;',
  '\n#define SAME(a) static_assert(offsetof(struct page, a) == 8)\nSAME(mapping);\n',
  '\n#define SAME(a) static_assert(offsetof(struct inode, a) == 8)\n',
  'static_assert(offsetof(struct page, mapping) == 8);\n',
];

/** Words that mean something else, of the same length: every place stays where it was. */
const SWAPS = [
  ['struct page', 'struct work'],
  ['folio', 'inode'],
  ['!page', '+page'],
  ['NULL', 'page'],
  ['static', 'extern'],
  ['return', '/*sic*'],
  ['/*', '  '],
  ['mapping', 'nothing'],
] as const;

/** The text after an edit; `at` is any number. */
type Change = (text: string, at: number) => string;

const typing = fc
  .record({
    gone: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 600 })),
    typed: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...TYPED) },
      { weight: 2, arbitrary: fc.constantFrom(...ITEMS) },
      { weight: 1, arbitrary: kernelGarbage },
    ),
  })
  .map(({ gone, typed }): Change => {
    return (text, at) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + typed + text.slice(from + gone);
    };
  });

const swapping = fc.tuple(fc.constantFrom(...SWAPS), fc.boolean()).map(([[a, b], back]): Change => {
  const [word, other] = back ? [b, a] : [a, b];
  return (text, at) => {
    const parts = text.split(word);
    if (parts.length === 1) return text;
    const before = 1 + (at % (parts.length - 1));
    return parts.slice(0, before).join(word) + other + parts.slice(before).join(word);
  };
});

const edits = fc.array(fc.tuple(fc.oneof(typing, swapping), fc.nat()), { minLength: 1, maxLength: 6 });

describe('facts after an edit', () => {
  test('are the facts of the whole file, after any edits of any file', () => {
    const file = fc.oneof(fc.constantFrom(...FILES), kernelFile);
    fc.assert(
      fc.property(file, edits, (start, changes) => {
        const document = new Document(start);
        try {
          for (const [change, at] of changes) {
            document.edit(change(document.syntax.text, at));
            expect(document.facts).toEqual(document.afresh);
            const { whole } = document;
            if (whole) expect(document.facts).toEqual(whole);
          }
        } finally {
          document.syntax.dispose();
        }
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  test.each([
    ['a line above', (text: string) => `\n${text}`],
    ['a condition around', (text: string) => `#ifdef A\n${text}#endif\n`],
    ['another macro of the same name', (text: string) => text.replace('struct page, a', 'struct inode, a')],
    ['the items in another order', (text: string) => text.split('\n\n').reverse().join('\n\n')],
    [
      'a comment for code',
      (text: string) => text.replace('if (!page->mapping)', 'if (/* page->mapping */1)'),
    ],
  ])('change with %s', (_name, change) => {
    const text = [
      '#define SAME(a) static_assert(offsetof(struct page, a) == 8)\n',
      'SAME(mapping);\n',
      ...ITEMS.slice(0, 4),
    ].join('\n');
    const document = new Document(text);
    const before = document.facts;
    document.edit(change(text));
    expect(document.facts).toEqual(document.afresh);
    expect(document.facts).not.toEqual(before);
    document.syntax.dispose();
  });
});

/** Steps in the tree that reading takes: each question to a node that goes to another node. */
function stepsOf(read: () => void): number {
  const parent = vi.spyOn(Node.prototype, 'parent', 'get');
  const inner = vi.spyOn(Node.prototype, 'childWithDescendant');
  const children = vi.spyOn(Node.prototype, 'children', 'get');
  const spies = [parent, inner, children];
  try {
    read();
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('the cost of reading', () => {
  test('an edit reads the item that it is in, however many others there are', () => {
    const item = (n: number): string =>
      `static int f${n}(struct page *page)\n{\n\treturn !page->mapping;\n}\n`;
    const cost = (items: number): number => {
      const text = Array.from({ length: items }, (_, n) => item(n)).join('\n');
      const document = new Document(text);
      const steps = stepsOf(() => document.edit(text.replace('!', '! ')));
      expect(document.facts.uses).toHaveLength(items);
      document.syntax.dispose();
      return steps;
    };
    // the way down to a candidate is two steps: the list of items and the item
    expect(cost(80) - cost(40)).toBeLessThanOrEqual(40 * 12);
  });

  test('a chain of else-ifs is read in steps by its length', () => {
    const cost = (links: number, damage: string): number => {
      const chain = Array.from({ length: links }, (_, n) => `if (page->mapping == m${n})\n\t\tg(${n});`);
      const text = `static void f(struct page *page)\n{\n\t${chain.join('\n\telse ')}\n\t${damage}\n}\n`;
      const syntax = parser.parse(text);
      try {
        return stepsOf(() => {
          expect(analyse(syntax, 'a.c', prefilter, parser).uses).toHaveLength(links);
        });
      } finally {
        syntax.dispose();
      }
    };
    for (const damage of ['', 'else if (= 1) h();']) {
      const ratio = cost(120, damage) / cost(60, damage);
      expect(ratio).toBeGreaterThan(1.5);
      expect(ratio).toBeLessThan(2.5);
    }
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../server/conversion/analysis.ts';
import { Prefilter } from '../../server/conversion/candidates.ts';
import type { FileFacts } from '../../server/conversion/facts.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { focus } from '../../server/syntax/focus.ts';
import { mask } from '../../server/syntax/mask.ts';
import type { Syntax, SyntaxNode } from '../../server/syntax/parser.ts';
import { MINI_KERNEL, sourcesOf } from '../support/annotations.ts';
import { parser } from '../support/parser.ts';
import { ITEMS, kernelFile, kernelGarbage } from './kernelText.ts';

describe('masking', () => {
  test('keeps the length and every line end, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(kernelGarbage, kernelFile, fc.string({ unit: 'binary', maxLength: 200 })),
        (text) => {
          const after = mask(text);
          expect(after).toHaveLength(text.length);
          expect(lineEnds(after)).toEqual(lineEnds(text));
        },
      ),
      { numRuns: 2000, examples: [['typeof(\r\n)'], ['typeof(\n)'], ['typeof(\r)'], ['A(\r\n)']] },
    );
  });

  test('leaves every word where it was, makes it blank, or makes it one of a few keywords', () => {
    const made = /^(?:void|long|while|if|static|struct|(?:struct|union|enum)_\w+|_*typeof\w*|\w*__\w*)$/;
    fc.assert(
      fc.property(fc.oneof(kernelGarbage, kernelFile), (text) => {
        // the name of SYSCALL_DEFINE0(name) makes room for its brackets
        for (const word of mask(text).matchAll(/\w+/g))
          if (!text.startsWith(word[0], word.index) && !text.startsWith(word[0], word.index + 1))
            expect(word[0]).toMatch(made);
      }),
      { numRuns: 1000 },
    );
  });

  test('is done once: masked text needs no mask', () => {
    fc.assert(
      fc.property(kernelFile, (text) => {
        expect(mask(mask(text))).toBe(mask(text));
      }),
      { numRuns: 200 },
    );
  });
});

describe('an incremental parse is a full parse', () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat(),
      gone: fc.nat({ max: 30 }),
      typed: fc.oneof(
        {
          weight: 6,
          arbitrary: fc.constantFrom('x', ';', '\n', '(', ')', '{', '}', ' ', ',', '->mapping', ''),
        },
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            '\n}\n',
            ' __init ',
            'list_for_each_entry(a, b, c)\n',
            'typeof(*a) ',
            '= {',
            '\n#if A\n',
            '\n#endif\n',
            '\n#else\n',
            '\nEXPORT_SYMBOL(x)\n',
            'TRACE_EVENT(e, TP_PROTO(int a), TP_ARGS(a), TP_fast_assign(b = a;))',
            '__attribute__((',
            '##',
            'struct page, ',
            '"',
            "'",
          ),
        },
        { weight: 1, arbitrary: fc.constantFrom(...ITEMS) },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );

  test('node for node where it has no error, after any edits of any file', () => {
    fc.assert(
      fc.property(kernelFile, edits, (start, all) => {
        let text = start;
        let syntax = parser.parse(text);
        for (const { at, gone, typed } of all) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + typed + text.slice(from + gone);
          syntax = parser.parse(text, syntax);
        }
        const whole = parser.parse(text);
        try {
          expect(syntax.masked).toBe(whole.masked);
          // how the grammar recovers from an error depends on what it has read before
          if (!whole.root.hasError) expect(outline(syntax)).toEqual(outline(whole));
        } finally {
          syntax.dispose();
          whole.dispose();
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('parsing only the items that matter', () => {
  const prefilter = new Prefilter(PAGE_MAPPING);

  function check(text: string, file = 'a.c'): void {
    const candidates = prefilter.find(text);
    const offsets = candidates.map((each) => each.offset);
    const pieces = focus(text, offsets);
    if (!pieces) return;
    for (const offset of offsets)
      expect(pieces.some(({ start, text: piece }) => start <= offset && offset < start + piece.length)).toBe(
        true,
      );
    const part = parser.parsePieces(text, pieces);
    const whole = parser.parse(text);
    try {
      expect(found(analyse(part, file, prefilter, parser, candidates))).toEqual(
        found(analyse(whole, file, prefilter, parser, candidates)),
      );
    } finally {
      part.dispose();
      whole.dispose();
    }
  }

  test('finds in generated files what a full parse finds', () => {
    fc.assert(
      fc.property(kernelFile, (text) => check(text)),
      { numRuns: 300 },
    );
  });

  test.each(sourcesOf(MINI_KERNEL))('finds in the mini-kernel what a full parse finds: %s', (file) => {
    check(readFileSync(join(MINI_KERNEL, file), 'utf8'), file);
  });
});

function lineEnds(text: string): number[] {
  return [...text.matchAll(/\r?\n/g)].map((each) => each.index);
}

/** Every node with its range. */
function outline(syntax: Syntax): string[] {
  const lines: string[] = [];
  const visit = (node: SyntaxNode): void => {
    lines.push(`${node.type}${node.isMissing ? '?' : ''} ${node.startIndex}-${node.endIndex}`);
    for (const child of node.children) if (child) visit(child);
  };
  visit(syntax.root);
  return lines;
}

/** What is said of the uses; whether damage elsewhere is seen differs by nature. */
function found({ uses, rungs, falseFriends }: FileFacts): unknown {
  return { uses: uses.map(({ nearDamage: _, ...use }) => use), rungs, falseFriends };
}

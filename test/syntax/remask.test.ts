import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../server/syntax/difference.ts';
import { mask } from '../../server/syntax/mask.ts';
import { remask } from '../../server/syntax/remask.ts';
import { MINI_KERNEL, sourcesOf } from '../support/annotations.ts';

const FILES = sourcesOf(MINI_KERNEL).map((file) => readFileSync(join(MINI_KERNEL, file), 'utf8'));

/** What one types in kernel code, macros that masks know among it. */
const TYPED = [
  'x',
  ';',
  '\n',
  '(',
  ')',
  '{',
  '}',
  '\n}\n',
  ' __init ',
  'list_for_each_entry(a, b, c)\n\t\tf();',
  'STATIC ',
  '"',
  '/* ',
  ' */',
  '',
];

describe('masking again after an edit', () => {
  it('is the same as masking the whole, in each file after each edit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILES),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.constantFrom(...TYPED),
        (text, pick, gone, typed) => {
          const at = pick % text.length;
          // brackets left open reach as far as they like: the next edit there puts it right
          fc.pre(balanced(typed) && balanced(text.slice(at, at + gone)));
          const after = text.slice(0, at) + typed + text.slice(at + gone);
          const before = mask(text);
          const { masked, difference } = remask({ text, masked: before }, after);
          expect(masked).toBe(mask(after));
          expect(difference).toEqual(differenceOf(before, masked));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps the length, whatever is typed, edit upon edit', () => {
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...TYPED));
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.array(edit, { maxLength: 8 }), (start, edits) => {
        let text = start;
        let masked = mask(text);
        for (const [pick, gone, typed] of edits) {
          const at = text.length === 0 ? 0 : pick % text.length;
          const after = text.slice(0, at) + typed + text.slice(at + gone);
          ({ masked } = remask({ text, masked }, after));
          text = after;
          expect(masked.length).toBe(text.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('puts right what an open bracket spoilt once it is closed', () => {
    const before = 'int f(void)\n{\n\tg();\n}\n\nstatic int __init h(void)\n{\n}\n';
    const open = before.replace('g();', 'list_for_each_entry(a, b');
    const closed = before.replace('g();', 'list_for_each_entry(a, b, c) {\n\t}');
    const { masked: spoilt } = remask({ text: before, masked: mask(before) }, open);
    expect(remask({ text: open, masked: spoilt }, closed).masked).toBe(mask(closed));
  });
});

describe('the difference of two texts', () => {
  it('is the smallest stretch from the front, and puts one text into the other', () => {
    const long = fc.string({ maxLength: 6000, minLength: 0 });
    fc.assert(
      fc.property(long, long, long, long, (a, b, c, d) => {
        const [before, after] = [a + b + d, a + c + d];
        const { start, beforeEnd, afterEnd } = differenceOf(before, after);
        expect(before.slice(0, start) + after.slice(start, afterEnd) + before.slice(beforeEnd)).toBe(after);
        expect(start).toBeLessThanOrEqual(Math.min(beforeEnd, afterEnd));
        if (start < Math.min(before.length, after.length))
          expect(
            before[start] === after[start] && before !== after && start < beforeEnd && start < afterEnd,
          ).toBe(false);
      }),
    );
  });

  it('of a text with itself is empty', () => {
    const text = 'ab'.repeat(5000);
    expect(differenceOf(text, text)).toEqual({ start: 10000, beforeEnd: 10000, afterEnd: 10000 });
  });
});

function balanced(text: string): boolean {
  return !/[(){}"'/*\\]/.test(text) || /^list_for_each_entry\(/.test(text);
}

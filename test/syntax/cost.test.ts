import { describe, expect, test } from 'vitest';
import { Prefilter } from '../../server/conversion/candidates.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { Conditions } from '../../server/syntax/conditions.ts';
import { focus } from '../../server/syntax/focus.ts';
import { mask } from '../../server/syntax/mask.ts';
import { remask } from '../../server/syntax/remask.ts';
import { SourceText } from '../../server/syntax/source.ts';

/** Texts that make a careless scanner go over the rest, or the start, again and again. */
const SHAPES: Readonly<Record<string, (length: number) => string>> = {
  'one long line': (n) => 'a '.repeat(n / 2),
  'open round brackets': (n) => '('.repeat(n),
  'open braces, closed at the end': (n) => '{'.repeat(n / 2) + '}'.repeat(n / 2),
  'brackets that never match': (n) => '[('.repeat(n / 4) + ')]'.repeat(n / 4) + '])'.repeat(n / 4),
  'calls in calls': (n) => `int a = ${'f('.repeat(n / 3)}0${')'.repeat(n / 3)};`,
  'typeof without an end': (n) => 'typeof('.repeat(n / 7),
  'attributes without an end': (n) => '__attribute__(('.repeat(n / 15),
  'loops on one line': (n) => 'x list_for_each(a) '.repeat(n / 19),
  'loops in loops': (n) => '{ list_for_each(a, '.repeat(n / 19),
  'annotations on one line': (n) => 'int __printf(1, 2) '.repeat(n / 19),
  'calls without a semicolon': (n) => 'f(a)\n'.repeat(n / 5),
  'calls at the start of a line, never closed': (n) => 'f(a\n'.repeat(n / 4),
  'system calls without an end': (n) => '\nSYSCALL_DEFINE2(f, int'.repeat(n / 23),
  'events without an end': (n) => '\nTRACE_EVENT(e, TP_PROTO(a), '.repeat(n / 29),
  'events in one event': (n) => `TRACE_EVENT(e,\n${'\nTRACE_EVENT(e, TP_PROTO(a))'.repeat(n / 28)})`,
  arrows: (n) => '->'.repeat(n / 2),
  'members in a chain': (n) => `int a = b${'->mapping'.repeat(n / 9)};`,
  'the ends of comments': (n) => 'a*/mapping '.repeat(n / 11),
  'comments between arrow and name': (n) => '->/**//* */mapping;'.repeat(n / 19),
  'an open comment': (n) => `/*${' __printf(1) ->mapping'.repeat(n / 22)}`,
  'the starts of comments': (n) => '/* '.repeat(n / 3),
  'open strings': (n) => '"\\\n'.repeat(n / 3),
  quotes: (n) => "'".repeat(n),
  signs: (n) => '#'.repeat(n),
  'signs on one line': (n) => `a${' # b'.repeat(n / 4)}`,
  'pasted words': (n) => `a${' ## b'.repeat(n / 5)}`,
  '#if in #if': (n) => '#if A\n'.repeat(n / 6),
  'many branches': (n) => `#if A\n${'#elif B\n'.repeat(n / 8)}#endif\n`,
  '#if in brackets': (n) => `int a = f(${'\n#if A\na,\n#endif\n'.repeat(n / 17)});`,
  'a condition over many lines': (n) => `#if A ${'/* \\\n'.repeat(n / 5)}\n`,
  'continued lines': (n) => `#define A ${'\\\n'.repeat(n / 2)}\n`,
  'items that end everywhere': (n) => '\n}'.repeat(n / 2),
  'items that never quite end': (n) => '\n} a = {'.repeat(n / 8),
  blanks: (n) => `list_for_each(a)${' '.repeat(n)}`,
  'line ends': (n) => '\r\n'.repeat(n / 2),
  'types as arguments': (n) => `f(${', struct page'.repeat(n / 13)});`,
  'variables of each CPU': (n) => 'DEFINE_PER_CPU(a '.repeat(n / 17),
  'groups in groups': (n) => `struct s {${'struct_group(a, '.repeat(n / 16)}`,
  'macros that name offsets': (n) => `#define A(x) offsetof(struct page, x)\n${'A(mapping '.repeat(n / 10)}`,
};

const prefilter = new Prefilter(PAGE_MAPPING);

/** Everything that reads the text of a file without its tree. */
const READERS: Readonly<Record<string, (text: string) => void>> = {
  mask,
  'mask again': (text) =>
    remask({ text, masked: text }, `${text.slice(0, text.length / 2)}x${text.slice(text.length / 2)}`),
  'find candidates': (text) => prefilter.find(text),
  'find the items': (text) =>
    focus(text, [...text.matchAll(/mapping/g)].map((each) => each.index).slice(0, 1000)),
  conditions: (text) => new Conditions(text).at(text.length),
  places: (text) => new SourceText(text).position(text.length),
};

/** Milliseconds, the best of three. */
function cost(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe.each(Object.entries(READERS))(
  '%s: eight times the text takes at most thirty times as long',
  (_, read) => {
    test.each(Object.entries(SHAPES))('%s', (_name, shape) => {
      const [small, large] = [shape(32 * 1024), shape(256 * 1024)];
      // a quadratic reader takes 64 times as long; what takes next to no time is never too slow
      const allowed = (): number =>
        30 *
        Math.max(
          cost(() => read(small)),
          1,
        );
      let taken = cost(() => read(large));
      for (let retry = 0; retry < 3 && taken > allowed(); retry++) taken = cost(() => read(large));
      expect(taken).toBeLessThanOrEqual(allowed());
    });
  },
);

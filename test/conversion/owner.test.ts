import { describe, expect, test } from 'vitest';
import { usesIn } from '../support/analyse.ts';
import { verdict, verdicts } from '../types/verdict.ts';

/** Records with a page or folio at several depths. */
const RECORDS = `
#include <linux/mm.h>
struct slot { int count; struct page page; };
struct box { int id; struct folio folio; struct slot slots[4]; struct { int deep; struct page inner; } nest; };
struct choice { union { int number; struct page page; }; struct folio folio; };
#ifdef CONFIG_X
#endif
struct forked {
	int id;
#ifdef CONFIG_X
	int more;
#endif
	struct page page;
};
`;
const of = (code: string): string => verdict(RECORDS.trim().replace('#include <linux/mm.h>', '') + code);

describe('designators', () => {
  test.each([
    ['the record itself', 'struct folio f = { .mapping = m };', 'folio'],
    ['a path', 'struct folio f = { .page.mapping = m };', 'page'],
    ['a path through another record', 'struct other o = { .mapping = m };', 'other'],
    ['a path two records deep', 'struct box b = { .folio.page.mapping = m };', 'page'],
    ['an element of a member', 'struct box b = { .slots[3].page.mapping = m };', 'page'],
    ['a range of elements', 'struct box b = { .slots[0 ... 2].page.mapping = m };', 'page'],
    ['an element of an array', 'struct folio f[2] = { [1].mapping = m };', 'folio'],
    ['a record without a name', 'struct box b = { .nest.inner.mapping = m };', 'page'],
    ['a member of a nameless union', 'struct choice c = { .page.mapping = m };', 'page'],
    ['braces behind a path', 'struct box b = { .slots[1].page = { .mapping = m } };', 'page'],
    ['the old way', 'struct box b = { folio: { .mapping = m } };', 'folio'],
    ['a table', 'static const struct slot t[] = { { .page.mapping = m }, };', 'page'],
    ['a table of tables', 'struct slot t[2][2] = { { { .page.mapping = m } } };', 'page'],
  ])('%s', (_, code, expected) => {
    expect(of(code)).toBe(expected);
  });

  test.each([
    ['the first place', 'struct folio f = { { .mapping = m } };', 'folio'],
    ['the second place', 'struct box b = { 1, { .mapping = m } };', 'folio'],
    ['a place behind a comment', 'struct box b = { 1, /* folio */ { .mapping = m } };', 'folio'],
    ['a place behind a designator', 'struct box b = { .id = 1, { .mapping = m } };', 'folio'],
    ['a place that holds an array', 'struct box b = { .folio = {}, { { 1, { .mapping = m } } } };', 'page'],
    ['a place behind a nameless union', 'struct choice c = { {}, { .mapping = m } };', 'folio'],
    ['a nameless union', 'struct choice c = { { .page.mapping = m } };', 'page'],
    [
      'a place that a configuration moves',
      'struct forked f = { 1, { .mapping = m } };',
      'unknown: the place',
    ],
    [
      'a place behind a path',
      'struct box b = { .folio.page = {}, { .mapping = m } };',
      'unknown: braces behind',
    ],
  ])('braces by place: %s', (_, code, expected) => {
    expect(of(code)).toMatch(new RegExp(`^${expected}`));
  });

  test.each([
    ['as a value', 'struct folio f = (struct folio){ .mapping = m };', 'folio'],
    ['by address', 'struct folio *f = &(struct folio){ .mapping = m };', 'folio'],
    ['with a path', 'struct folio *f = &(struct folio){ .page.mapping = m };', 'page'],
    ['as an argument', 'void f(void) { g(&(struct page){ .mapping = m }); }', 'page'],
    ['of an array', 'struct folio *f = (struct folio[]){ { .mapping = m } };', 'folio'],
    ['of another record', 'void f(void) { g((struct other){ .mapping = m }); }', 'other'],
    ['returned', 'struct folio f(void) { return (struct folio){ .mapping = m }; }', 'folio'],
  ])('a compound literal %s', (_, code, expected) => {
    expect(of(code)).toBe(expected);
  });
});

describe('macros that are initialisers', () => {
  const told = (code: string): string[] => verdicts(`${RECORDS}${code}\n`);

  test.each([
    ['its calls', '#define INIT(m) { .mapping = (m) }\nstruct folio f = INIT(0);', 'folio'],
    ['a path', '#define INIT(m) { .page.mapping = (m) }\nstruct folio f = INIT(0);', 'page'],
    [
      'calls in a table',
      '#define INIT(m) { .page = { .mapping = (m) } }\nstruct slot t[] = { INIT(0), INIT(1) };',
      'page',
    ],
    [
      'a call for a member',
      '#define INIT(m) { .mapping = (m) }\nstruct box b = { .folio = INIT(0) };',
      'folio',
    ],
    [
      'several lines',
      '#define INIT(m) \\\n{ \\\n\t/* none yet */ \\\n\t.mapping = (m), \\\n}\nstruct page p = INIT(0);',
      'page',
    ],
    [
      'members without braces',
      '#define COMMON(m) .mapping = (m), .flags = 0\nstruct page p = { COMMON(0) };',
      'page',
    ],
    [
      'a place in a table',
      '#define AT(i, m) [i] = { .page.mapping = m }\nstruct slot t[] = { AT(0, 0), AT(1, 0) };',
      'page',
    ],
    ['another record', '#define INIT(m) { .mapping = (m) }\nstruct other o = INIT(0);', 'other'],
    ['a compound literal', '#define INIT(m) ((struct folio){ .mapping = (m) })', 'folio'],
    [
      'a whole declaration',
      '#define DEFINE(n, m) struct page n = { .mapping = m, /* first */ .flags = 0 }',
      'page',
    ],
  ])('typed by %s', (_, code, expected) => {
    expect(told(code)).toEqual([expected]);
  });

  test('stay open where no call tells, or calls disagree', () => {
    const define = '#define INIT(m) { .mapping = (m) }\n';
    expect(told(define)).toEqual([
      'unknown: what is initialised is told by the macro INIT, and no call of it tells the type',
    ]);
    expect(told(`${define}struct page p = INIT(0);\nstruct folio f = INIT(0);`)[0]).toMatch(
      /called with struct page and struct folio$/,
    );
  });
});

describe('what cannot be read is told, not lost', () => {
  const uses = (code: string) =>
    usesIn(code).map(({ record, confidence, reason, base, nearDamage }) => ({
      record,
      confidence,
      reason,
      base,
      nearDamage,
    }));

  test('a use in a macro call that is left out', () => {
    expect(
      uses('SOME_ATTRIBUTE(1, struct page)\nint f(struct page *page) __must_hold(&page->mapping->lock);\n'),
    ).toEqual([
      {
        record: null,
        confidence: 'unknown',
        reason: 'could not be read: it stands in a macro call or annotation that was left out',
        base: 'page',
        nearDamage: true,
      },
    ]);
  });

  test('a use that the grammar makes nothing of', () => {
    const [use] = uses('void f(struct page *page)\n{\n\treturn ) ->mapping;\n}\n');
    expect(use).toMatchObject({ record: null, confidence: 'unknown' });
  });

  test('a macro body that is a fragment', () => {
    expect(uses('#define TAIL ) ->mapping\n')).toMatchObject([{ record: null, confidence: 'unknown' }]);
  });

  test.each([
    ['a comment', '/* page->mapping */'],
    ['a comment in a macro', '#define X 1 /* page->mapping */'],
    ['a string', 'const char *s = "page->mapping";'],
    ['a string in a call that is left out', 'MODULE_PARM_DESC(x, "file -> mapping -> lock");'],
    ['an error message', '#error page->mapping is gone'],
    ['prose that is switched off', "#if 0\nIt's the page ->mapping that we\nwant here\n#endif"],
    ['a member of another record named to a macro', 'X(struct other, mapping) Y'],
  ])('%s is no use', (_, code) => {
    expect(uses(`${code}\n`)).toEqual([]);
  });

  test.each([
    ['a number', 'int page; void f(void) { g(page->mapping); }', /a scalar is no pointer$/],
    [
      'a pointer to a pointer',
      'void f(struct page **pages) { g(pages->mapping); }',
      /struct page \* has no members$/,
    ],
    [
      'a typedef of a number',
      'typedef unsigned long pfn_t;\npfn_t x;\nvoid f(void) { g(x.mapping); }',
      /a scalar has no members$/,
    ],
  ])('a base that is %s was misread', (_, code, reason) => {
    expect(uses(`${code}\n`)).toMatchObject([
      { record: null, confidence: 'unknown', reason: expect.stringMatching(reason) },
    ]);
  });
});

describe('damage', () => {
  const one = (code: string) => {
    const [use, ...others] = usesIn(code);
    expect(others).toEqual([]);
    return use;
  };

  test('a base in code that the grammar cannot read is read from the text', () => {
    expect(
      one('void f(struct page *page)\n{\n\tregister long r __asm__("$1") = page->mapping;\n}\n'),
    ).toMatchObject({ record: 'page', base: 'page', nearDamage: true });
    expect(
      one('void f(void)\n{\n\tstruct folio folio;\n\tregister long r __asm__("$1") = folio.mapping;\n}\n'),
    ).toMatchObject({ record: 'folio', base: 'folio', nearDamage: true });
  });

  test('the base told is that of the member, not the call around it', () => {
    expect(one('int f(struct page *page) __must_hold(&page->mapping->lock);\n')).toMatchObject({
      base: 'page',
    });
    expect(one('int f(struct page **p) __must_hold(g(p[0])->mapping);\n')).toMatchObject({ base: 'g(p[0])' });
  });

  test('a pasted name is another name', () => {
    expect(
      usesIn('#define LOCK(p, n) ((p)->mapping##n)\nvoid f(struct page *page) { LOCK(page, 2); }\n'),
    ).toEqual([]);
  });

  test('what a trace event prints of its own record is no use', () => {
    expect(
      usesIn(`TRACE_EVENT(x, TP_PROTO(int a), TP_ARGS(a), TP_STRUCT__entry(__field(void *, mapping)),
	TP_fast_assign(__entry->mapping = 0;),
	TP_printk("%s", __print_symbolic(__entry->mapping, {1, "one"})));
`),
    ).toEqual([]);
  });
});

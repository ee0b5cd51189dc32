import { describe, expect, test } from 'vitest';
import { verdict, verdicts, within } from './verdict.ts';

describe('macros that yield a value', () => {
  const of = (macro: string, expression: string): string =>
    verdict(
      `${macro}\nvoid *f(struct page *page, struct folio *folio, struct other *other) { return ${expression}->mapping; }`,
    );

  test.each([
    ['an argument', '#define same(x) (x)', 'same(page)', 'page'],
    ['a member of an argument', '#define page_of(o) ((o)->page)', 'page_of(other)', 'page'],
    ['a cast', '#define as_page(x) ((struct page *)(x))', 'as_page(other)', 'page'],
    [
      'a cast to a type that is an argument',
      '#define as(type, x) ((type *)(x))',
      'as(struct page, other)',
      'page',
    ],
    [
      'a cast that reads like a call',
      '#define as(type, x) ((type)(x))\ntypedef struct page *page_p;',
      'as(page_p, other)',
      'page',
    ],
    ['an object', '#define the_page (global.page)\nstruct other global;', 'the_page', 'page'],
    ['another name of a function', 'struct page *__get(int a);\n#define get __get', 'get(1)', 'page'],
    ['another name of a macro', '#define __get(x) ((x)->page)\n#define get __get', 'get(other)', 'page'],
    [
      'a statement expression with locals',
      '#define get(o) ({ struct other *__o = (o); struct page *__p = __o->page; __p; })',
      'get(other)',
      'page',
    ],
    ['locals by typeof', '#define get(o) ({ typeof(o) __o = (o); __o->page; })', 'get(other)', 'page'],
    [
      'locals by typeof of earlier locals',
      '#define get(o) ({ struct other *__o = (o); typeof(__o) __p = __o; typeof(__p->page) __q = __p->page; __q; })',
      'get(other)',
      'page',
    ],
    ['locals by __auto_type', '#define get(o) ({ __auto_type __o = (o); __o; })', 'get(folio)', 'folio'],
    ['a macro over lines', '#define get(o)\t\t\\\n({\t\t\t\\\n\t(o)->page;\t\\\n})', 'get(other)', 'page'],
    ['a macro in a macro', '#define a(x) b(x)\n#define b(x) ((x)->page)', 'a(other)', 'page'],
    ['a comma', '#define get(x) (g(), (x))', 'get(folio)', 'folio'],
    ['a choice', '#define get(x) ((x) ? (x)->page : NULL)', 'get(other)', 'page'],
  ])('%s', (_, macro, expression, expected) => {
    expect(of(macro, expression)).toBe(expected);
  });

  test.each([
    ['container_of', 'container_of(l, struct page, lru)', 'page'],
    ['list_entry', 'list_entry(l, struct other, list)', 'other'],
    ['list_first_entry', 'list_first_entry(l, struct page, lru)', 'page'],
    ['compound_head', 'compound_head(other->page)', 'page'],
    ['page_folio', 'page_folio(page)', 'folio'],
    ['page_folio of a chain', 'page_folio(other->page)', 'folio'],
    ['a function', 'page_folio_slow(page)', 'folio'],
  ])('%s', (_, expression, expected) => {
    expect(
      within(`return ${expression}->mapping;`, 'struct page *page, struct other *other, struct list_head *l'),
    ).toBe(expected);
  });

  test('container_of with a typedef', () => {
    expect(
      verdict(
        'typedef struct folio folio_t;\nvoid *f(void *l) { return container_of(l, folio_t, page)->mapping; }',
      ),
    ).toBe('folio');
  });
});

describe('macros that declare', () => {
  const ractl = '#define DEFINE_RA(name, f, m) struct other name = { .file = f, .mapping_ = m }\n';

  test('a variable', () => {
    expect(verdict(`${ractl}void *f(void)\n{\n\tDEFINE_RA(ra, 1, 2);\n\treturn ra.page->mapping;\n}`)).toBe(
      'page',
    );
    expect(verdict(`${ractl}void *f(void)\n{\n\tDEFINE_RA(ra, 1, 2);\n\treturn ra.mapping;\n}`)).toBe(
      'other',
    );
    expect(
      verdict(
        '#define XA_STATE(name, a) struct { struct page *page; } name = { 0 }\nvoid *f(void)\n{\n\tXA_STATE(xas, 1);\n\treturn xas.page->mapping;\n}',
      ),
    ).toBe('page');
  });

  test('what only looks so', () => {
    expect(within('BUG_ON(page); return page->mapping;')).toBe('page');
    expect(
      verdict(
        '#define CHECK(x) do { if (!(x)) g(); } while (0)\nstruct page *global;\nvoid *f(void)\n{\n\tCHECK(global);\n\treturn global->mapping;\n}',
      ),
    ).toBe('page');
  });
});

describe('parameters of macros', () => {
  const macro = '#define mapping_of(p) ((p)->mapping)\n';

  test('have the type that the calls give them', () => {
    expect(verdict(`${macro}void *f(struct page *x) { return mapping_of(x); }`)).toBe('page');
    expect(verdict(`${macro}void *f(struct other *x) { return mapping_of(x); }`)).toBe('other');
    expect(verdict(`${macro}void *f(struct other *x) { return mapping_of(x->page); }`)).toBe('page');
  });

  test('calls that agree, in several files', () => {
    expect(
      verdicts(`
        // @file main.c
        #include <linux/mm.h>
        #define mapping_of(p) ((p)->mapping)
        // @file b.c
        #include "main.c"
        void *f(struct page *a, const struct page *b) { return mapping_of(a) ?: mapping_of(b); }
      `),
    ).toEqual(['page']);
  });

  test('calls that disagree leave it open, and say so', () => {
    expect(
      verdict(`${macro}void *f(struct page *a, struct other *b) { return mapping_of(a) ?: mapping_of(b); }`),
    ).toMatch(
      /^unknown: p is a parameter of the macro mapping_of, which is called with struct page \* and struct other \*$/,
    );
  });

  test('without a call nothing is known', () => {
    expect(verdict(macro)).toBe(
      'unknown: p is a parameter of the macro mapping_of, and no call of it tells the type',
    );
  });

  test('a name that the body declares is none', () => {
    expect(verdict('#define m(p) ({ struct folio *f = (void *)(p); f->mapping; })')).toBe('folio');
  });
});

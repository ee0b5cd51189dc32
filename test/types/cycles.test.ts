import { describe, expect, test } from 'vitest';
import { verdict, verdicts } from './verdict.ts';

/** Everything here leads back to itself: it must come to an end, and say why nothing is known. */
describe('what leads back to itself', () => {
  test.each([
    [
      'a macro that expands to itself',
      '#define p p\nvoid *f(void) { return p->mapping; }',
      /no declaration of p|too/,
    ],
    [
      'a function that is a macro of its own name',
      '#define get(x) get(x)\nvoid *f(void) { return get(1)->mapping; }',
      /unknown/,
    ],
    ['two macros', '#define a b\n#define b a\nvoid *f(void) { return a->mapping; }', /unknown/],
    [
      'two macros with arguments',
      '#define a(x) b(x)\n#define b(x) a(x)\nvoid *f(void) { return a(1)->mapping; }',
      /unknown/,
    ],
    [
      'two names of functions',
      '#define a b\n#define b a\nvoid *f(void) { return a(1)->mapping; }',
      /unknown/,
    ],
    ['a macro that grows', '#define a(x) a(a(x))\nvoid *f(void) { return a(1)->mapping; }', /unknown/],
    ['a typedef of itself', 'typedef t t;\nvoid *f(t *x) { return x->mapping; }', /unknown/],
    ['two typedefs', 'typedef a b;\ntypedef b a;\nvoid *f(a *x) { return x->mapping; }', /unknown/],
    [
      'a type by #define of itself',
      '#define t t\nvoid *f(t *x) { return x->mapping; }',
      /unknown: no typedef t in sight/,
    ],
    ['typeof of itself', 'void *f(void) { typeof(x) x; return x->mapping; }', /unknown/],
    ['__auto_type of itself', 'void *f(void) { __auto_type x = x; return x->mapping; }', /unknown/],
    ['a parameter of a macro called from its body', '#define m(p) (m((p)->next), (p)->mapping)\n', /unknown/],
    [
      'a record that holds itself',
      'struct s { struct s *next; struct page *page; };\nvoid *f(struct s *s) { return s->next->next->next->page->mapping; }',
      /^page$/,
    ],
    [
      'a nameless record in nameless records',
      `struct s { ${'struct { '.repeat(60)}struct page *page;${' };'.repeat(60)} };\nvoid *f(struct s *s) { return s->page->mapping; }`,
      /^page$/,
    ],
  ])('%s', (_, code, expected) => {
    expect(verdict(code)).toMatch(expected);
  });

  test('headers that include themselves and each other', () => {
    expect(
      verdicts(`
        // @file include/a.h
        #include <a.h>
        #include <b.h>
        struct a { struct page *page; };
        // @file include/b.h
        #include <a.h>
        // @file main.c
        #include <linux/mm.h>
        #include <b.h>
        #include "main.c"
        void *f(struct a *a, struct unseen *u) { return a->page->mapping ?: u->page->mapping; }
      `),
    ).toEqual(['page', 'unknown: no definition of struct unseen in sight']);
  });
});

import { describe, expect, test } from 'vitest';
import { verdict, within } from './verdict.ts';

describe('declarators', () => {
  test.each([
    ['a pointer', 'struct page *p; return p->mapping;', 'page'],
    ['a value', 'struct page p; return p.mapping;', 'page'],
    ['const everywhere', 'const struct page * const p = page; return p->mapping;', 'page'],
    ['a pointer to a pointer', 'struct page **p; return (*p)->mapping;', 'page'],
    ['an array of pointers', 'struct page *p[4]; return p[1]->mapping;', 'page'],
    ['a pointer to an array of pointers', 'struct page *(*p)[4]; return (*p)[1]->mapping;', 'page'],
    ['an array of arrays', 'struct page *p[4][2]; return p[1][0]->mapping;', 'page'],
    ['an array that decays', 'struct page p[4]; return p->mapping;', 'page'],
    ['brackets around the name', 'struct page *(p); return p->mapping;', 'page'],
    ['a function pointer', 'struct page *(*get)(struct other *); return get(other)->mapping;', 'page'],
    ['an array of function pointers', 'struct page *(*get[2])(int); return get[1](0)->mapping;', 'page'],
    ['the second of several', 'struct other *a, *p = other, b; return p->mapping;', 'other'],
    ['a value among pointers', 'struct page *a, p, **b; return p.mapping;', 'page'],
    ['an annotated one', 'struct page __rcu *p __maybe_unused = page; return p->mapping;', 'page'],
    ['one with an attribute', 'struct page *p __attribute__((unused)); return p->mapping;', 'page'],
    ['a static one', 'static struct page *p; return p->mapping;', 'page'],
    ['one without a tag', 'struct { struct page *page; } s; return s.page->mapping;', 'page'],
    ['one that is defined on the spot', 'struct x { struct folio *mapping; } s; return s.mapping;', 'other'],
    ['a union', 'union { struct page *page; long l; } *u; return u->page->mapping;', 'page'],
    ['typeof of an expression', 'typeof(page) p = page; return p->mapping;', 'page'],
    ['typeof of what a pointer points to', 'typeof(*folio) *p = folio; return p->mapping;', 'folio'],
    ['typeof of a type', 'typeof(struct page *) p = page; return p->mapping;', 'page'],
    ['__auto_type', '__auto_type p = folio; return p->mapping;', 'folio'],
    ['a cleanup attribute', 'struct page *p __free(put_page) = page; return p->mapping;', 'page'],
  ])('%s', (_, body, expected) => {
    expect(within(body)).toBe(expected);
  });

  test('parameters of the function, not of its function pointers', () => {
    expect(within('return p->mapping;', 'int (*fn)(struct page *p), struct other *p')).toBe('other');
    expect(within('return p->mapping;', 'struct page *p, int (*fn)(struct other *p)')).toBe('page');
    expect(within('return fn(0)->mapping;', 'struct page *(*fn)(struct other *p)')).toBe('page');
    expect(within('return p[0]->mapping;', 'struct page *p[]')).toBe('page');
  });

  test('of a function whose head is a macro', () => {
    expect(verdict('SYSCALL_DEFINE2(f, int, n, struct page *, p)\n{\n\treturn p->mapping != 0;\n}')).toBe(
      'page',
    );
    expect(verdict('BPF_CALL_1(f, struct folio *, p)\n{\n\treturn p->mapping != 0;\n}')).toBe('folio');
  });

  test('of a function with annotations, whose type stands on its own line', () => {
    expect(
      verdict('static __always_inline void * __must_check\nf(struct page *p)\n{\n\treturn p->mapping;\n}'),
    ).toBe('page');
  });

  test('in a trace event', () => {
    expect(
      verdict(
        'TRACE_EVENT(e,\n\tTP_PROTO(struct folio *p),\n\tTP_ARGS(p),\n\tTP_fast_assign(g(p->mapping);)\n);',
      ),
    ).toBe('folio');
    expect(
      verdict(
        'TRACE_EVENT(e,\n\tTP_PROTO(struct folio *p),\n\tTP_ARGS(p),\n\tTP_fast_assign(__entry->mapping = 0;)\n);',
      ),
    ).toBe('other');
    expect(
      verdict(
        'DEFINE_EVENT_CONDITION(c, e,\n\tTP_PROTO(struct page *p),\n\tTP_ARGS(p),\n\tTP_CONDITION(p->mapping)\n);',
      ),
    ).toBe('page');
  });

  test('of functions that a macro defines', () => {
    expect(
      verdict(
        '#define DEFINE_TEST(name) \\\nbool test_##name(struct folio *folio) \\\n{ \\\n\treturn folio->mapping == 0; \\\n}',
      ),
    ).toBe('folio');
  });
});

describe('scopes', () => {
  test.each([
    ['an inner block hides', '{ struct other *page = other; return page->mapping; }', 'other'],
    ['and ends', '{ struct other *page; } return page->mapping;', 'page'],
    ['a loop declares', 'for (struct other *page = other; page; ) return page->mapping;', 'other'],
    ['for its body only', 'for (struct other *page = other; page; ) ; return page->mapping;', 'page'],
    ['a declaration does not reach back', '{ g(page->mapping); struct other *page; }', 'page'],
    ['a sibling block does not reach over', '{ struct other *folio; } { return folio->mapping; }', 'folio'],
    ['statement expressions are blocks', 'return ({ struct folio *page; page->mapping; });', 'folio'],
    ['a case is no block', 'switch (0) { case 1: ; struct folio *page; return page->mapping; }', 'folio'],
    ['both branches of #if', '#ifdef A\n\tstruct page *p;\n#endif\n\treturn p->mapping;', 'page'],
  ])('%s', (_, body, expected) => {
    expect(within(body)).toBe(expected);
  });

  test('a local hides a global, a parameter hides a global', () => {
    expect(verdict('struct other *page;\nvoid *f(struct page *page) { return page->mapping; }')).toBe('page');
    expect(verdict('struct page *p;\nvoid *f(void) { struct other *p = 0; return p->mapping; }')).toBe(
      'other',
    );
  });

  test('one function knows nothing of another', () => {
    expect(verdict('void g(struct page *p) { }\nvoid *f(void) { return p->mapping; }')).toBe(
      'unknown: no declaration of p in sight',
    );
  });
});

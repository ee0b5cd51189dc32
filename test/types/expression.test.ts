import { describe, expect, test } from 'vitest';
import { verdict, verdicts, within } from './verdict.ts';

describe('the type of what stands before the arrow', () => {
  test.each([
    ['brackets', '((page))->mapping', 'page'],
    ['a dereference', '(*page).mapping', 'page'],
    ['an address', '(&*folio)->mapping', 'folio'],
    ['the address of a member', '(&folio->page)->mapping', 'page'],
    ['a nested member', 'folio->page.mapping', 'page'],
    ['a member that points', 'other->page->mapping', 'page'],
    ['an index', '(&page)[0]->mapping', 'page'],
    ['an index written the other way', '(page + 1)->mapping', 'page'],
    ['a difference', '(page - 1)->mapping', 'page'],
    ['a number first', '(1 + page)->mapping', 'page'],
    ['increments', '(page++)->mapping', 'page'],
    ['increments before', '(++page)->mapping', 'page'],
    ['an assignment', '(page = other->page)->mapping', 'page'],
    ['a comma', '(other, folio)->mapping', 'folio'],
    ['a cast', '((struct page *)other)->mapping', 'page'],
    ['a cast away', '((struct other *)page)->mapping', 'other'],
    ['a cast by typeof', '((typeof(page))other)->mapping', 'page'],
    ['a condition', '(other ? page : 0)->mapping', 'page'],
    ['a condition whose first branch is nothing', '(other ? NULL : folio)->mapping', 'folio'],
    ['a condition without a middle', '(page ?: other->page)->mapping', 'page'],
    ['a compound literal', '((struct page){ 0 }).mapping', 'page'],
    ['the address of a compound literal', '(&(struct folio){ 0 })->mapping', 'folio'],
    ['a statement expression', '({ struct page *p = page; g(p); p; })->mapping', 'page'],
    ['the choice of a type', '_Generic(page, struct page *: page, default: 0)->mapping', 'page'],
    ['spaces and lines', 'page\n\t\t-> \\\n mapping', 'page'],
    ['a comment', 'page /* -> */ -> /* the */ mapping', 'page'],
    ['through unlikely', 'unlikely(page)->mapping', 'page'],
    ['through READ_ONCE', 'READ_ONCE(other->page)->mapping', 'page'],
    ['through rcu_dereference', 'rcu_dereference(other->page)->mapping', 'page'],
  ])('%s: %s', (_, expression, expected) => {
    expect(within(`return ${expression};`)).toBe(expected);
  });

  test('each link of a chain by its own record', () => {
    expect(within('return page->mapping->host;')).toBe('page');
    expect(within('return other->mapping->page->lru.next;')).toBe('other');
  });

  test('nothing is claimed where nothing is known', () => {
    expect(within('return unseen->mapping;')).toBe('unknown: no declaration of unseen in sight');
    expect(within('return unseen()->mapping;')).toBe('unknown: no declaration of unseen() in sight');
    expect(within('return other->unseen->mapping;')).toBe('unknown: struct other has no member unseen');
    expect(within('struct unseen *u; return u->page->mapping;')).toBe(
      'unknown: no definition of struct unseen in sight',
    );
  });

  test('an expression nested too deep is unknown, not the end', () => {
    const n = 1000;
    expect(within(`return ${'('.repeat(n)}page${')'.repeat(n)}->mapping;`)).toBe(
      'unknown: an expression nested too deep',
    );
    expect(within(`struct page ${'*'.repeat(n)}p; return p->mapping;`)).toMatch(/^(?:other|unknown)/);
  });
});

describe('designators', () => {
  test.each([
    ['of a variable', 'struct page p = { .flags = 0, .mapping = NULL };', 'page'],
    ['of an array', 'struct page p[2] = { { 0 }, { .mapping = NULL } };', 'page'],
    ['of an indexed array', 'struct page p[2] = { [1] = { .mapping = NULL } };', 'page'],
    ['of a nested record', 'struct folio p = { .page = { .mapping = NULL } };', 'page'],
    ['of a compound literal', 'g(&(struct other){ .mapping = NULL });', 'other'],
    ['under #if', 'struct folio p = {\n#ifdef A\n\t.mapping = NULL,\n#endif\n};', 'folio'],
  ])('%s', (_, body, expected) => {
    expect(within(body)).toBe(expected);
  });

  test('offsetof and its kin', () => {
    expect(within('return offsetof(struct page, mapping);')).toBe('page');
    expect(verdicts('void *f(void *p) { return container_of(p, struct folio, mapping); }')).toEqual([
      'folio',
    ]);
    expect(
      verdicts(
        '#define SAME(a, b) static_assert(offsetof(struct page, a) == offsetof(struct folio, b))\nSAME(mapping, mapping);',
      ),
    ).toEqual(['page', 'folio']);
  });

  test('a table whose type has a body', () => {
    expect(
      verdict(
        'static const struct x {\n\tint mapping;\n} table[] = {\n#ifdef A\n\t{ .mapping = 1 },\n#endif\n};',
      ),
    ).toBe('other');
  });
});

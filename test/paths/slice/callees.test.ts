/** What a slice enters and what it does not, what it takes for a use of the field, and what holds on entry. */
import { describe, expect, it } from 'vitest';
import { leftOut, listing, ops, sliceFixture } from './support.ts';

const file = (body: string) => sliceFixture(`\n// @file mm/x.c\n${body}\n`);

describe('callees', () => {
  it('are found in headers: static inlines and macros alike', async () => {
    const program = await sliceFixture(`
// @file include/linux/x.h
static inline void take(struct page *page)
{
	lock_page(page);
}
#define give(page) do { \\
	unlock_page(page); \\
} while (0)
#define is_of(page, m) ((page)->mapping == (m))
// @file mm/x.c
#include <linux/x.h>
void /*$0*/f(struct page *page, struct address_space *mapping)
{
	take(page);
	if (is_of(page, mapping))
		set_page_dirty(page);
	give(page);
}
`);
    // a macro's parameter is typed by its calls, which only a whole index knows: here it stays a guess
    expect(listing(program)).toEqual([
      '0 lock include/linux/x.h:7 take > lock_page',
      '1 field-is-mapping ↳3 include/linux/x.h:12 is_of ?',
      '2 set-dirty mm/x.c:10 set_page_dirty',
      '3 unlock include/linux/x.h:10 give > unlock_page',
    ]);
  });

  it('that call themselves are entered once, and those with steps too deep are named', async () => {
    const program = await file(`
static void e(struct page *page)
{
	lock_page(page);
}
static void d(struct page *page)
{
	e(page);
}
static void c(struct page *page)
{
	d(page);
}
static void b(struct page *page)
{
	c(page);
}
static void a(struct page *page)
{
	b(page);
}
static void again(struct page *page)
{
	get_page(page);
	again(page);
}
void /*$0*/f(struct page *page)
{
	a(page);
	again(page);
}`);
    expect(ops(program)).toEqual(['get']);
    expect(leftOut(program).map((each) => each.replace(/^\S+ /, ''))).toEqual([
      'call a — not entered: no known step in it or four calls below',
      'call again — it calls itself',
    ]);
  });

  it('through a table with one function are entered, and that is told; with two, none is picked', async () => {
    const tables = (second: string) => `
struct my_ops {
	void (*run)(struct page *page);
};
static void first(struct page *page)
{
	lock_page(page);
}
static void second(struct page *page)
{
	get_page(page);
}
static const struct my_ops one = {
	.run = first,
};
${second}
void /*$0*/f(struct page *page, const struct my_ops *ops)
{
	ops->run(page);
	set_page_dirty(page);
}`;
    const single = await file(tables(''));
    expect(ops(single)).toEqual(['lock', 'set-dirty']);
    expect(leftOut(single)[0]).toMatch(
      /pointer ops->run — taken to be first: the only function in this slot here$/,
    );
    const several = await file(tables('static const struct my_ops two = {\n\t.run = second,\n};'));
    expect(ops(several)).toEqual(['set-dirty']);
    expect(leftOut(several)[0]).toMatch(/pointer ops->run — 2 functions stand in this slot of struct my_ops/);
  });

  it('through ->read_folio do what every one of them promises, as a guess', async () => {
    const program = await file(`
void /*$0*/f(struct folio *folio, struct address_space *mapping)
{
	folio_lock(folio);
	mapping->a_ops->read_folio(0, folio);
}`);
    expect(listing(program)).toEqual([
      '0 lock mm/x.c:8 folio_lock',
      '1 set-uptodate mm/x.c:9 read_folio ?',
      '2 unlock mm/x.c:9 read_folio ?',
    ]);
  });

  it('that are handed nothing of a page are silent; those that are, are named', async () => {
    const program = await file(`
void /*$0*/f(struct page *page, int x)
{
	printk("%d", x);
	compute(x);
	unheard_of(page);
	lock_page(page);
}`);
    expect(leftOut(program)).toEqual([
      'mm/x.c:10 call unheard_of — not entered: no known step in it or four calls below',
    ]);
  });
});

describe('the field', () => {
  it('is told by its type: a member of the same name is none', async () => {
    const program = await file(`
struct other { long mapping; };
void /*$0*/f(struct page *page, struct other *o)
{
	o->mapping = 0;
	if (o->mapping)
		lock_page(page);
	page->mapping = NULL;
}`);
    expect(ops(program)).toEqual(['either ↳2', 'lock', 'write-field-null']);
  });

  it('of a base that nobody can type is a guess', async () => {
    const program = await file('void /*$0*/f(void)\n{\n\twho_knows()->mapping = NULL;\n}');
    expect(program.instructions).toMatchObject([
      { op: 'write-field-null', guess: expect.stringContaining('type') },
    ]);
  });

  it('is followed, stored with a mapping, and stored with something else', async () => {
    const program = await file(`
void /*$0*/f(struct page *page, struct address_space *mapping, void *anon)
{
	page->mapping->host = 0;
	page->mapping = mapping;
	page->mapping = anon + 1;
}`);
    expect(ops(program)).toEqual(['follow-field', 'write-field-mapping']);
    expect(leftOut(program)[0]).toMatch(/state page->mapping = anon \+ 1; — what is stored is neither/);
  });

  it('of a second page is left out', async () => {
    const program = await file(`
void /*$0*/f(struct page *newpage, struct page *page)
{
	newpage->mapping = page->mapping;
	lock_page(newpage);
	page->mapping = NULL;
}`);
    expect(ops(program)).toEqual(['read-field', 'write-field-null']);
    expect(leftOut(program).every((each) => each.endsWith('another page than the one played'))).toBe(true);
  });
});

describe('given on entry', () => {
  const given = async (body: string, above = '', below = '') =>
    (await file(`${above}\nvoid /*$0*/f(struct page *page)\n{\n${body}\n}\n${below}`)).given;

  it.each([
    ['an assertion', 'VM_BUG_ON_PAGE(!PageLocked(page), page); set_page_dirty(page);', '', '', /is sure/],
    ['what insists on it', 'delete_from_page_cache(page);', '', '', /wants it locked/],
    ['its comment', 'set_page_dirty(page);', '/* The caller must hold the page lock. */', '', /its comment/],
    [
      'the contract of a slot',
      'set_page_dirty(page);',
      '',
      'static const struct address_space_operations a = {\n\t.writepage = f,\n};',
      /->writepage is called/,
    ],
    ['an unlock without a lock', 'unlock_page(page);', '', '', /without having locked it \(line \d+\)/],
  ])('the page lock, by %s', async (_, body, above, below, why) => {
    const found = await given(body, above, below);
    expect(found).toMatchObject({ page: true, referenced: true, locked: true });
    expect(found.why.join('\n')).toMatch(why);
  });

  it.each([
    ['nothing says so', 'set_page_dirty(page);', ''],
    [
      'it takes the lock itself',
      'lock_page(page); unlock_page(page);',
      '/* Returns with the page lock held. */',
    ],
    ['most callers hold it', 'set_page_dirty(page);', '/* Most callers have the page locked. */'],
    ['it is not to be held', 'set_page_dirty(page);', '/* The caller must not hold the page lock. */'],
  ])('no page lock: %s', async (_, body, above) => {
    expect(await given(body, above)).toMatchObject({ page: true, locked: false });
  });

  it('no page, where the path looks one up', async () => {
    const program = await file(`
void /*$0*/f(struct address_space *mapping)
{
	struct page *page = find_get_page(mapping, 0);
	if (page)
		put_page(page);
}`);
    expect(program.given).toMatchObject({ page: false, referenced: false, locked: false });
  });
});

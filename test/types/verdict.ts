import { reportsOf } from '../support/analyse.ts';
import { Fixture, parseFixture } from '../support/fixture.ts';

/** Headers shaped like the kernel's, for a test to include. */
const HEADERS = parseFixture(`
  // @file include/linux/mm_types.h
  typedef unsigned long pgoff_t_;
  struct address_space { const struct address_space_operations *a_ops; struct inode *host; };
  struct list_head { struct list_head *next; };
  struct page {
  	unsigned long flags;
  	union {
  		struct { struct list_head lru; struct address_space *mapping; };
  	};
  };
  struct folio {
  	union {
  		struct { struct address_space *mapping; };
  		struct page page;
  	};
  };
  struct other { void *mapping; struct page *page; struct list_head list; };

  // @file include/linux/mm.h
  #include <linux/mm_types.h>
  #define container_of(ptr, type, member) ({ void *__mptr = (void *)(ptr); ((type *)(__mptr - offsetof(type, member))); })
  #define list_entry(ptr, type, member) container_of(ptr, type, member)
  #define list_first_entry(ptr, type, member) list_entry((ptr)->next, type, member)
  #define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
  #define NULL ((void *)0)
  static inline struct page *compound_head(struct page *page) { return page; }
  extern struct folio *page_folio_slow(struct page *page);
  #define page_folio(p) (_Generic((p), \\
  	const struct page *: (const struct folio *)_compound_head(p), \\
  	struct page *: (struct folio *)_compound_head(p)))
`);

/**
 * What is said of each access in `main.c`: the record, `other` when it is none of ours, or why it is
 * not known.
 */
export function verdicts(source: string): string[] {
  const own = parseFixture(source);
  const fixture = new Fixture(new Map([...HEADERS.files, ...own.files]), [], new Map());
  const report = reportsOf(fixture).get('main.c');
  if (!report) throw new Error('the fixture has no main.c');
  const said = report.uses.map(
    (use) => use.record ?? `unknown: ${use.reason.replace(/^.*? is not known: /, '')}`,
  );
  return [...said, ...Array<string>(report.falseFriends).fill('other')];
}

/** The verdict of the only access in a file that includes the headers. */
export function verdict(code: string): string {
  const all = verdicts(`#include <linux/mm.h>\n${code}\n`);
  if (all.length !== 1) throw new Error(`${all.length} accesses, not one: ${all.join(', ')}`);
  return all[0] ?? '';
}

/** The verdict of the only access in a function's body. */
export function within(
  body: string,
  parameters = 'struct page *page, struct folio *folio, struct other *other',
): string {
  return verdict(`void *f(${parameters})\n{\n${body}\n}`);
}

import { describe, expect, test } from 'vitest';
import type { Access } from '../../server/conversion/model.ts';
import { usesIn } from '../support/analyse.ts';

/** The access of the one use in a statement. */
function accessIn(statement: string): Access | undefined {
  const uses = usesIn(`
    void f(struct page *page, struct page **pages, struct address_space *mapping, struct bio_vec *bv)
    {
    	${statement}
    }
  `);
  expect(uses, statement).toHaveLength(1);
  return uses[0]?.access;
}

const FORMS: Readonly<Record<Access, readonly string[]>> = {
  read: [
    'mapping = page->mapping;',
    'return page->mapping;',
    'return (page->mapping);',
    'return (struct address_space *)page->mapping;',
    'mapping = READ_ONCE(page->mapping);',
    'mapping = likely(x) ? page->mapping : NULL;',
    'mapping = x ? NULL : page->mapping;',
    'mapping = x ?: page->mapping;',
    'mapping = (x, page->mapping);',
    'page->mapping;',
    '(void)page->mapping;',
    'mapping = rcu_dereference_check(page->mapping, held());',
    'mapping = smp_load_acquire(&page->mapping);',
    'x = (unsigned long)page->mapping >> 2;',
    'a[0] = page->mapping;',
    'struct_with.mapping_of = page->mapping;',
  ],
  init: [
    'struct address_space *m = page->mapping;',
    'struct address_space *m = READ_ONCE(page->mapping);',
    'struct address_space *const m = (void *)(page->mapping);',
    'unsigned long v = (unsigned long)page->mapping, w;',
  ],
  write: [
    'page->mapping = NULL;',
    'page->mapping = mapping;',
    '(page)->mapping = mapping;',
    'pages[i]->mapping = mapping;',
    'page->mapping = (void *)((unsigned long)anon + 1);',
    'WRITE_ONCE(page->mapping, mapping);',
    'rcu_assign_pointer(page->mapping, mapping);',
    'smp_store_release(&page->mapping, mapping);',
    'old = xchg(&page->mapping, NULL);',
    'old = cmpxchg(&page->mapping, mapping, NULL);',
    'page->mapping += 1;',
    'page->mapping |= 1;',
    'page->mapping++;',
    '--page->mapping;',
    'a = page->mapping = NULL;',
    'if ((page->mapping = mapping)) return;',
  ],
  address: [
    'f(&page->mapping);',
    'p = &page->mapping;',
    'return &(page->mapping);',
    'memset(&page->mapping, 0, 8);',
    'p = (unsigned long *)&page->mapping;',
  ],
  compare: [
    'if (page->mapping != mapping) return;',
    'if (mapping == page->mapping) return;',
    'if (unlikely(page->mapping != mapping)) return;',
    'while (READ_ONCE(page->mapping) == mapping) x();',
    'return (void *)page->mapping == (void *)mapping;',
    'WARN_ON(page->mapping != mapping);',
    'x = page->mapping != inode->i_mapping ? 1 : 2;',
    'if (a || page->mapping != mapping || b) return;',
    'BUG_ON(likely(page->mapping) != mapping);',
  ],
  'null-test': [
    'if (page->mapping) return;',
    'if (!page->mapping) return;',
    'if (!(page->mapping)) return;',
    'if (page->mapping == NULL) return;',
    'if (NULL != page->mapping) return;',
    'if (page->mapping == 0) return;',
    'if (page->mapping == (void *)0) return;',
    'if (likely(page->mapping)) return;',
    'if (unlikely(!page->mapping)) return;',
    'if (!READ_ONCE(page->mapping)) return;',
    'if (READ_ONCE(page->mapping) && x) return;',
    'if (x || page->mapping) return;',
    'while (page->mapping) x();',
    'do x(); while (!page->mapping);',
    'for (; page->mapping; ) x();',
    'x = page->mapping ? 1 : 2;',
    'x = page->mapping && y;',
    'return !!page->mapping;',
    'WARN_ON(!page->mapping);',
    'BUG_ON(page->mapping);',
    'VM_BUG_ON_PAGE(page->mapping, page);',
  ],
  dereference: [
    'x = page->mapping->host;',
    'x = page->mapping->host->i_sb->s_bdev;',
    'x = (page->mapping)->host;',
    'x = READ_ONCE(page->mapping)->host;',
    'x = ((struct address_space *)page->mapping)->host;',
    'x = &page->mapping->i_pages;',
    'page->mapping->flags = 0;',
    'if (page->mapping->host == x) return;',
    'page->mapping->a_ops->writepage(page);',
    'x = *page->mapping;',
    'x = page->mapping[0];',
    'f(page->mapping->host);',
    'struct inode *inode = page->mapping->host;',
  ],
  argument: [
    'f(page->mapping);',
    'f(page, page->mapping, 1);',
    'f((void *)page->mapping);',
    'x = f(READ_ONCE(page->mapping));',
    'if (mapping_empty(page->mapping)) return;',
    'ops->fn(page->mapping);',
    'f(x ? page->mapping : NULL);',
    'printk("%p", page->mapping);',
    'WARN_ONCE(x, "%p", page->mapping);',
    'if (IS_ERR_OR_NULL(page->mapping)) return;',
  ],
  'tag-test': [
    'if ((unsigned long)page->mapping & PAGE_MAPPING_ANON) return;',
    'x = (unsigned long)page->mapping & ~PAGE_MAPPING_FLAGS;',
    'if (PAGE_MAPPING_MOVABLE & (unsigned long)page->mapping) return;',
    'x = (unsigned long)READ_ONCE(page->mapping) & 3;',
    'x = (unsigned long)page->mapping | 1;',
    'if (page->mapping == (void *)PAGE_MAPPING_DAX_COW) return;',
    'if (((unsigned long)page->mapping & PAGE_MAPPING_FLAGS) == PAGE_MAPPING_KSM) return;',
  ],
  offsetof: ['x = offsetof(struct page, mapping);', 'p = container_of(x, struct page, mapping);'],
};

for (const [access, statements] of Object.entries(FORMS))
  describe(access, () => {
    test.each(statements)('%s', (statement) => {
      expect(accessIn(statement)).toBe(access);
    });
  });

describe('what an initialiser stores', () => {
  test('a designator writes the member', () => {
    const [use] = usesIn('struct page p = { .flags = 0, .mapping = NULL };');
    expect(use).toMatchObject({ record: 'page', access: 'write', role: 'owner', function: null });
  });

  test('also in nested braces, arrays and compound literals', () => {
    const source = `
      struct page { struct address_space *mapping; };
      struct pair { struct page first; struct page many[2]; };
      struct pair p = { .first = { .mapping = 0 }, .many = { [1] = { .mapping = 0 } } };
      void f(struct page *page) { *page = (struct page){ .mapping = 0 }; }
    `;
    expect(usesIn(source).map(({ record, access }) => `${record} ${access}`)).toEqual([
      'page write',
      'page write',
      'page write',
    ]);
  });
});

describe('the base', () => {
  test.each([
    ['page->mapping', 'page'],
    ['vmf->page->mapping', 'vmf->page'],
    ['pages[i + 1]->mapping', 'pages[i + 1]'],
    ['compound_head(page)->mapping', 'compound_head(page)'],
    ['((struct page *)x)->mapping', '((struct page *)x)'],
    ['(*pagep).mapping', '(*pagep)'],
    ['page\n\t\t->mapping', 'page'],
    ['pages\n\t\t[0]->mapping', 'pages [0]'],
  ])('%s', (expression, base) => {
    const [use] = usesIn(`void f(struct page *page, struct page **pages, void *x) { return ${expression}; }`);
    expect(use?.base).toBe(base);
  });
});

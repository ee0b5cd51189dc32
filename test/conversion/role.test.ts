import { describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import type { Role, Use } from '../../server/conversion/model.ts';
import { usesIn } from '../support/analyse.ts';

/** The one use in a file. */
function useIn(source: string): Use {
  const uses = usesIn(source);
  expect(uses, source).toHaveLength(1);
  const [use] = uses;
  if (!use) throw new Error('no use');
  return use;
}

const roleIn = (source: string): Role => useIn(source).role;

/** What stands before a test in a function that found the page itself. */
const LOCKED = `int f(struct vm_fault *vmf, struct address_space *mapping, struct inode *inode)
{
	struct page *page = vmf->page;
	lock_page(page);
`;

describe('a truncation test: the field tested again once the page is locked', () => {
  test.each([
    ['compared', 'if (page->mapping != mapping) goto out;'],
    ['compared the other way round', 'if (mapping != page->mapping) goto out;'],
    ['negated', 'if (!page->mapping) goto out;'],
    ['compared with NULL', 'if (page->mapping == NULL) goto out;'],
    ['bare', 'if (page->mapping) dirty(page);'],
    ['compared with the inode’s', 'if (page->mapping != inode->i_mapping) goto out;'],
    ['compared with a macro', 'if (page->mapping != NODE_MAPPING(sbi)) goto out;'],
    ['compared with another macro', 'if (unlikely(page->mapping != META_MAPPING(sbi))) goto out;'],
    ['likely, and more', 'if (likely(page->mapping == mapping) && PageUptodate(page)) goto out;'],
    ['unlikely', 'if (unlikely(!page->mapping)) goto out;'],
    ['in a chain', 'if (!PageUptodate(page) || page->mapping != mapping || offset > size) goto out;'],
    ['warned about', 'WARN_ON(!page->mapping);'],
    ['asserted', 'BUG_ON(page->mapping != mapping);'],
  ])('%s', (_form, statement) => {
    const use = useIn(`${LOCKED}\t${statement}\n}`);
    expect(use).toMatchObject({ role: 'truncation', roleReason: 'tested again after lock_page()' });
  });

  const HEAD =
    'struct page; struct vm_fault { struct page *page; }; struct buffer_head { struct page *b_page; };';
  test.each([
    ['vmf->page', 'struct vm_fault *vmf'],
    ['bh->b_page', 'struct buffer_head *bh'],
    ['desc->page', 'struct vm_fault *desc'],
    ['pages[i]', 'struct page **pages, int i'],
    ['bvec->bv_page', 'struct { struct page *bv_page; } *bvec'],
  ])('by way of %s', (base, parameter) => {
    expect(
      roleIn(`${HEAD}
int f(${parameter}, struct address_space *mapping)
{
	lock_page(${base});
	if (${base}->mapping != mapping) return 1;
}`),
    ).toBe('truncation');
  });

  test.each([
    ['find_lock_page', 'page = find_lock_page(mapping, index);'],
    ['trylock_page', 'if (!trylock_page(page)) return 0;'],
    ['folio_lock', 'folio_lock(page);'],
    ['find_get_page', 'page = find_get_page(mapping, index);'],
    ['wait_on_page_writeback', 'wait_on_page_writeback(page);'],
    ['xas_load', 'page = xas_load(&xas);'],
    ['pagevec_lookup', 'n = pagevec_lookup(&pvec, mapping, &index);'],
    ['find_get_pages_contig', 'n = find_get_pages_contig(mapping, index, 16, pages);'],
  ])('after %s', (call, statement) => {
    const use = useIn(`int f(struct page *page)\n{\n\t${statement}\n\treturn !page->mapping;\n}`);
    expect(use).toMatchObject({ role: 'truncation', roleReason: `tested again after ${call}()` });
  });

  test('without a lock in sight: compared with the mapping that the caller expects', () => {
    expect(
      useIn('int f(struct page *page, struct address_space *m) { return page->mapping != m; }'),
    ).toMatchObject({
      role: 'truncation',
      roleReason: 'compared with m, the mapping that the caller expects',
    });
    expect(roleIn('int f(struct page *p, struct inode *i) { return p->mapping == i->i_mapping; }')).toBe(
      'truncation',
    );
    expect(roleIn('int f(struct page *p, struct file *x) { return p->mapping == x->f_mapping; }')).toBe(
      'truncation',
    );
  });

  test.each([
    'do_launder_page',
    'invalidate_complete_page2',
    'mark_buffer_write_io_error',
    'page_mkwrite_check_truncate',
    '__set_page_dirty',
    'xfs_vm_set_page_dirty',
    'nfs_vm_page_mkwrite',
    'get_futex_key',
  ])('in %s, by the name of the function', (name) => {
    expect(useIn(`int ${name}(struct page *page) { return page->mapping ? 1 : 0; }`)).toMatchObject({
      role: 'truncation',
      roleReason: `${name}() asks whether the page was truncated meanwhile`,
    });
  });
});

describe('not truncation, although it looks like it', () => {
  const unlocked = (statement: string): string => `int f(struct page *page, void *x)\n{\n\t${statement}\n}`;

  test.each([
    ['tested, with no lookup before it', unlocked('return !page->mapping;')],
    ['locked only afterwards', unlocked('if (!page->mapping) return 0;\n\tlock_page(page);')],
    ['another page is locked', unlocked('lock_page(other);\n\treturn !page->mapping;')],
    ['the lock is in a comment', unlocked('/* lock_page(page) comes later */\n\treturn !page->mapping;')],
    ['the lock is in a string', unlocked('warn("lock_page(page)");\n\treturn !page->mapping;')],
    [
      'compared with another page’s',
      'int f(struct page *page, struct page *to) { return page->mapping != to->index; }',
    ],
    [
      'compared with what it was a moment ago',
      `int f(struct page *page)
{
	struct address_space *mapping = page->index;
	mapping = READ_ONCE(page->mapping);
	return 0;
}`,
    ],
  ])('%s', (_what, source) => {
    expect(roleIn(source)).toBe('identity');
  });

  test('compared with a copy of the field: only tells whether it moved', () => {
    const [, compared] = usesIn(`int f(struct page *page)
{
	struct address_space *mapping = page->mapping;
	return page->mapping != mapping;
}`);
    expect(compared).toMatchObject({ access: 'compare', role: 'identity' });
  });

  test.each(Object.entries(PAGE_MAPPING.notTruncation))('%s', (name, reason) => {
    const source = `int ${name}(struct page *page)\n{\n\tlock_page(page);\n\treturn !page->mapping;\n}`;
    expect(useIn(source)).toMatchObject({ role: 'identity', roleReason: reason });
  });

  test.each(['check_free_page_bad', 'page_expected_state', 'free_pages_prepare', 'page_bad_reason'])(
    'the allocator’s check in %s',
    (name) => {
      expect(useIn(`int ${name}(struct page *page) { return page->mapping != NULL; }`)).toMatchObject({
        role: 'owner',
        roleReason: PAGE_MAPPING.owners[name],
      });
    },
  );

  test('a poisoned tail page', () => {
    expect(
      useIn(`int f(struct page *page)\n{\n\tlock_page(page);\n\treturn page->mapping != TAIL_MAPPING;\n}`),
    ).toMatchObject({ role: 'owner', roleReason: 'compared with TAIL_MAPPING, a mark and no mapping' });
  });

  test.each([
    [
      'by the function’s name',
      'bool fscrypt_is_bounce_page(struct page *page) { return page->mapping == NULL; }',
    ],
    [
      'by what it does then',
      `void ext4_finish_bio(struct page *page)
{
	if (!page->mapping) {
		bounce_page = page;
		page = fscrypt_pagecache_page(bounce_page);
	}
}`,
    ],
  ])('a bounce page, %s', (_how, source) => {
    expect(useIn(source)).toMatchObject({
      role: 'bounce',
      roleReason: 'a bounce page has no mapping: this is not about truncation',
    });
  });

  test('a mismatch that warns: both values watch each other', () => {
    expect(useIn(`${LOCKED}\tWARN_ON_ONCE(page->mapping != mapping);\n}`)).toMatchObject({
      role: 'identity',
      roleReason: 'checked against mapping: a mismatch warns',
    });
  });
});

describe('owner: the field is the subject and stays', () => {
  test.each([
    ['set', 'page->mapping = mapping;', 'the field is set or cleared here'],
    ['cleared', 'WRITE_ONCE(page->mapping, NULL);', 'the field is set or cleared here'],
    [
      'handed out by address',
      'f(&page->mapping);',
      "the field's address is taken: whoever holds it may write",
    ],
    ['measured', 'x = offsetof(struct page, mapping);', "the record's layout is asserted or computed from"],
  ])('%s', (_what, statement, roleReason) => {
    expect(useIn(`void f(struct page *page, struct address_space *mapping) { ${statement} }`)).toMatchObject({
      role: 'owner',
      roleReason,
    });
  });

  test('anything in a function that owns it, by the preset’s own reason', () => {
    expect(useIn('void page_cache_delete(struct page *page) { use(page->mapping); }')).toMatchObject({
      role: 'owner',
      roleReason: 'removal from the page cache clears the field',
    });
  });
});

describe('tag: the low bits are decoded', () => {
  const inFunction = (body: string): string => `int f(struct page *page, void *node)\n{\n${body}\n}`;

  test.each([
    ['masked at once', 'return (unsigned long)page->mapping & PAGE_MAPPING_ANON;'],
    ['put off', 'return (void *)page->mapping - PAGE_MAPPING_ANON;'],
    ['compared with a constant', 'return page->mapping == (void *)PAGE_MAPPING_DAX_COW;'],
    [
      'kept and decoded further on',
      'unsigned long v = (unsigned long)page->mapping;\n\tif (v & PAGE_MAPPING_ANON) return 1;',
    ],
    ['kept and cleared further on', 'void *v = page->mapping;\n\tv = v - PAGE_MAPPING_ANON;'],
    [
      'compared with a word that was put together',
      'void *expected = (void *)((unsigned long)node | PAGE_MAPPING_KSM);\n\treturn page->mapping == expected;',
    ],
    [
      'compared with a word put together later than declared',
      'void *expected;\n\texpected = (void *)((unsigned long)node | PAGE_MAPPING_KSM);\n\treturn READ_ONCE(page->mapping) != expected;',
    ],
  ])('%s', (_what, body) => {
    expect(roleIn(inFunction(`\t${body}`))).toBe('tag');
  });

  test('not where a variable of that name is decoded before', () => {
    expect(roleIn(inFunction('\tif (v & PAGE_MAPPING_ANON) return 1;\n\tv = page->mapping;'))).toBe(
      'identity',
    );
  });
});

describe('tracing', () => {
  test.each([
    [
      'an event header',
      '// @file include/trace/events/x.h\nint f(struct page *page) { return page->mapping->x; }',
    ],
    [
      'a driver’s trace header',
      '// @file fs/xfs/xfs_trace.h\nint f(struct page *page) { return page->mapping->x; }',
    ],
    ['an argument of a trace point', 'int f(struct page *page) { trace_mm_x(page, page->mapping); }'],
    ['inside one', 'int f(struct page *page) { trace_mm_x(page, page->mapping->host->i_ino); }'],
  ])('%s', (_what, source) => {
    expect(useIn(source)).toMatchObject({ role: 'tracing', roleReason: 'a trace point records it' });
  });

  test.each([
    ['another header', '// @file fs/retrace.h\nint f(struct page *page) { return page->mapping->x; }'],
    ['a statement beside a trace point', 'int f(struct page *page) { trace_x(1); use(page->mapping); }'],
  ])('not %s', (_what, source) => {
    expect(roleIn(source)).toBe('identity');
  });
});

describe('identity: whose page is this?', () => {
  test.each(['return page->mapping->host != 0;', 'use(page->mapping);', 'm = page->mapping;'])(
    '%s',
    (statement) => {
      expect(useIn(`int f(struct page *page, void *m) { ${statement} }`)).toMatchObject({
        role: 'identity',
        roleReason: 'the code wants to know whose page this is',
      });
    },
  );
});

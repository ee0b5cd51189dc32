import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../server/conversion/presets.ts';
import { pairedParameter, valuesFor } from '../../server/fixes/values.ts';
import { fn, proved, valuesAt } from './valuesAt.ts';

/** The values that another preset proves. */
function provedBy(preset: string, source: string): string[] {
  const values = valuesAt(source, (place) => valuesFor(place), PRESETS.get(preset));
  return values.filter(({ verdict }) => verdict === 'proved').map(({ expression }) => expression);
}

describe('a value is proved', () => {
  test('by the parameter that the plan gave the function for this record', () => {
    const source = fn(
      '\treturn page->mapping->host->i_ino;',
      'int f(struct address_space *__mapping, struct page *page)',
    );
    expect(proved(source)).toEqual(['__mapping']);
    expect(valuesAt(source, pairedParameter)).toBe('__mapping');
  });

  test.each([
    ['page = compound_head(page);\n\treturn page->mapping->host->i_ino;'],
    ['struct page *head = compound_head(page);\n\n\treturn head->mapping->host->i_ino;'],
    ['struct folio *folio = page_folio(page);\n\n\treturn folio->mapping->host->i_ino;'],
  ])('by it, for the record’s head too: %s', (body) => {
    const source = fn(`\t${body}`, 'int f(struct address_space *__mapping, struct page *page)');
    expect(proved(source)).toEqual(['__mapping']);
  });

  test('but not by the parameter that belongs to another record', () => {
    const source = fn(
      '\treturn other->mapping->host->i_ino;',
      'int f(struct address_space *__mapping, struct page *page, struct page *other)',
    );
    expect(proved(source)).toEqual([]);
    expect(valuesAt(source, pairedParameter)).toBeNull();
  });

  test.each([
    ['page = find_get_page(mapping, 0);'],
    ['page = compound_head(find_get_page(mapping, 0));'],
    ['page = read_mapping_page(inode->i_mapping, 0, NULL);\n\tif (IS_ERR(page))\n\t\treturn 0;'],
    ['page = grab_cache_page_write_begin(mapping,\n\t\t\t\t\t   0);'],
  ])('by the lookup that found the record: %s', (lookup) => {
    const source = fn(
      `\tstruct page *page;\n\n\t${lookup}\n\treturn page->mapping->host->i_ino;`,
      'int f(struct address_space *mapping, struct inode *inode)',
    );
    expect(proved(source)).toEqual([lookup.includes('inode') ? 'inode->i_mapping' : 'mapping']);
  });

  test('by what read-ahead says of itself', () => {
    const source = fn(
      '\tstruct page *page = readahead_page(rac);\n\n\treturn page->mapping->host->i_ino;',
      'int f(struct readahead_control *rac)',
    );
    expect(proved(source)).toEqual(['rac->mapping']);
  });

  test.each([
    ['in the head of a loop', 'while ((page = find_get_page(mapping, n++)))\n\t\tuse(page->mapping->host);'],
    ['behind a label', 'again:\n\tpage = find_get_page(mapping, 0);\n\tuse(page->mapping->host);'],
    [
      'one of several, all in the same value',
      'if (n)\n\t\tpage = find_lock_page(mapping, n);\n\telse\n\t\tpage = grab_cache_page(mapping, 0);\n\tuse(page->mapping->host);',
    ],
    [
      'none, or one that jumps over it',
      'page = NULL;\n\tif (n)\n\t\tgoto out;\n\tpage = find_get_page(mapping, 0);\nout:\n\tuse(page->mapping->host);',
    ],
    [
      'in a value that was chosen before',
      'if (!mapping)\n\t\tmapping = spare;\n\tif (n)\n\t\tpage = find_lock_page(mapping, 0);\n\telse\n\t\tpage = grab_cache_page(mapping, 0);\n\tuse(page->mapping->host);',
    ],
    [
      'that leaves it by address',
      'pagecache_write_begin(NULL, mapping, 0, 1, 0, &page, NULL);\n\tuse(page->mapping->host);',
    ],
  ])('by lookups, %s', (_what, body) => {
    const source = fn(
      `\tstruct page *page;\n\n\t${body}\n\treturn 0;`,
      'int f(struct address_space *mapping, struct address_space *spare, int n)',
    );
    expect(proved(source)).toEqual(['mapping']);
  });

  test('by the lookup that an element of an array was given', () => {
    const walk = (after: string): string =>
      fn(
        `\tfor (int i = 0; i < n; i++) {\n\t\tpages[i] = find_or_create_page(mapping, i, 0);\n${after}\t\tuse(pages[i]->mapping->host);\n\t}\n\treturn 0;`,
        'int f(struct address_space *mapping, struct page **pages, int n)',
      );
    expect(proved(walk(''))).toEqual(['mapping']);
    expect(proved(walk('\t\tif (!pages[i])\n\t\t\tcontinue;\n'))).toEqual(['mapping']);
    expect(proved(walk('\t\tpages[n - i] = other_page();\n'))).toEqual([]);
    expect(proved(walk('\t\ti++;\n'))).toEqual([]);
    expect(proved(walk('\t\tshuffle(pages, n);\n'))).toEqual([]);
  });

  test.each([
    ['another value', 'page = find_get_page(mapping, 0);\n\tif (n)\n\t\tpage = find_get_page(other, 0);'],
    ['what nobody knows', 'page = find_get_page(mapping, 0);\n\tif (n)\n\t\tpage = next_page(n);'],
    ['a loop macro', 'page = find_get_page(mapping, 0);\n\tlist_for_each_entry(page, &pages, lru)\n\t\tn++;'],
    ['an exchange', 'page = find_get_page(mapping, 0);\n\tswap(page, kept);'],
    ['assembly', 'page = find_get_page(mapping, 0);\n\tasm volatile("mov %1, %0" : "=r" (page) : "r" (n));'],
    ['a call that is given its address', 'page = find_get_page(mapping, 0);\n\tpick(&page);'],
    [
      'a value that changes',
      'page = find_get_page(mapping, 0);\n\twhile (n--) {\n\t\tuse(page->mapping->host);\n\t\tmapping = other;\n\t\tpage = find_get_page(mapping, n);\n\t}',
    ],
  ])('but not where the record may come from %s', (_what, body) => {
    const head =
      'int f(struct address_space *mapping, struct address_space *other, struct page *kept, int n)';
    const source = fn(`\tstruct page *page;\n\n\t${body}\n\treturn page->mapping->host->i_ino;`, head);
    expect(proved(source)).toEqual([]);
  });

  const BATCH = 'struct folio_batch { unsigned char nr; struct folio *folios[15]; };\n';
  test.each([
    ['folio = fbatch.folios[i];\n\t\t\tuse(folio->mapping->host);'],
    ['use(fbatch.folios[i]->mapping->host);'],
  ])('by the lookup that filled a batch: %s', (use) => {
    const walk = (more: string): string =>
      BATCH +
      fn(
        `\tstruct folio_batch fbatch;\n\tstruct folio *folio;\n\n\tfolio_batch_init(&fbatch);\n${more}\twhile (filemap_get_folios(mapping, &n, -1, &fbatch)) {\n\t\tfor (int i = 0; i < folio_batch_count(&fbatch); i++) {\n\t\t\t${use}\n\t\t}\n\t\tfolio_batch_release(&fbatch);\n\t}\n\treturn 0;`,
        'int f(struct address_space *mapping, struct folio *kept, unsigned long n)',
      );
    expect(proved(walk(''))).toEqual(['mapping']);
    expect(proved(walk('\tfolio_batch_add(&fbatch, kept);\n'))).toEqual([]);
    expect(proved(walk('\tfbatch.folios[0] = kept;\n'))).toEqual([]);
  });

  test('by the callers, who are known to pass it beside the record', () => {
    const update = (name: string): string =>
      fn(
        '\treturn folio->mapping->host->i_ino;',
        `int ${name}(struct kiocb *iocb, struct address_space *mapping, struct iov_iter *iter, struct folio *folio)`,
      );
    expect(proved(update('filemap_update_page'))).toEqual(['mapping']);
    expect(proved(update('my_update_page'))).toEqual([]);
    const set_link = fn(
      '\treturn page->mapping->host->i_ino;',
      'int ext2_set_link(struct inode *dir, struct ext2_dir_entry_2 *de, struct page *page, struct inode *inode)',
    );
    expect(proved(set_link)).toEqual(['dir->i_mapping']);
  });

  test('for the folio by the preset of folios, and for the index by that of the index', () => {
    const folio = fn(
      '\tstruct folio *folio = filemap_get_folio(mapping, 0);\n\n\treturn folio->mapping->host->i_ino;',
      'int f(struct address_space *mapping)',
    );
    expect(provedBy('folio-mapping', folio)).toEqual(['mapping']);
    const index = fn(
      '\tif (page->index != index)\n\t\treturn 0;\n\treturn page->index;',
      'int f(struct page *page, pgoff_t index)',
    );
    expect(provedBy('page-index', index)).toEqual(['index']);
  });

  test.each([
    ['if (page->mapping != mapping)\n\t\treturn 0;'],
    ['if (unlikely(page->mapping != mapping)) {\n\t\tunlock_page(page);\n\t\tgoto out;\n\t}'],
    ['if (!PageUptodate(page) || page->mapping != mapping)\n\t\treturn 0;'],
    ['if (page_is_truncated(page, mapping))\n\t\treturn 0;'],
    ['if (!(page->mapping == mapping))\n\t\treturn 0;'],
  ])('by a test that was passed: %s', (tested) => {
    expect(proved(fn(`\t${tested}\n\treturn page->mapping->host->i_ino;\nout:\n\treturn 0;`))).toEqual([
      'mapping',
    ]);
  });

  test('by a test that it stands behind', () => {
    const source = fn(
      '\tif (page->mapping == mapping && PageUptodate(page))\n\t\treturn page->mapping->host->i_ino;\n\treturn 0;',
    );
    expect(proved(source)).toEqual(['mapping']);
  });

  test.each([
    ['the other way round', 'if (page->mapping == mapping)\n\t\treturn 0;'],
    ['of another page', 'if (other->mapping != mapping)\n\t\treturn 0;'],
    ['that goes on', 'if (page->mapping != mapping)\n\t\tpr_warn("no");'],
    ['with &&', 'if (PageDirty(page) && page->mapping != mapping)\n\t\treturn 0;'],
    ['of NULL', 'if (page_is_truncated(page, MAPPING_NULL))\n\t\treturn 0;'],
    ['that goes on to another page', 'if (page->mapping != mapping || !(page = other))\n\t\treturn 0;'],
    [
      'that is jumped over',
      'if (other)\n\t\tgoto out;\n\tif (page->mapping != mapping)\n\t\treturn 0;\nout:',
    ],
    ['that jumps here itself', 'if (page->mapping != mapping)\n\t\tgoto out;\n\tlru_add(other);\nout:'],
    [
      'that is jumped behind from further on',
      'if (other)\n\t\tgoto later;\n\tif (page->mapping != mapping)\n\t\treturn 0;\nagain:\n\tif (n)\n\t\treturn page->mapping->host->i_ino;\n\treturn 0;\nlater:\n\tgoto again;\n\tpage = other;',
    ],
    ['in another case', 'switch (n) {\n\tcase 0:\n\t\tif (page->mapping != mapping)\n\t\t\treturn 0;\n\t}'],
    [
      'that leaves in an #if only',
      'if (page->mapping != mapping) {\n#ifdef CONFIG_A\n\t\treturn 0;\n#endif\n\t}',
    ],
    ['for a mark', 'if (page->mapping != (void *)PAGE_MAPPING_ANON)\n\t\treturn 0;'],
    ['on one way only', 'if (PageDirty(page)) {\n\t\tif (page->mapping != mapping)\n\t\t\treturn 0;\n\t}'],
  ])('but not by a test %s', (_what, tested) => {
    const head = 'int f(struct address_space *mapping, struct page *page, struct page *other, int n)';
    expect(proved(fn(`\t${tested}\n\treturn page->mapping->host->i_ino;`, head))).toEqual([]);
  });

  test('by the slot that the function stands in', () => {
    const write_end = fn(
      '\treturn page->mapping->host->i_ino;',
      'int f_write_end(struct file *file, struct address_space *mapping, loff_t pos, unsigned int len, unsigned int copied, struct page *page, void *data)',
    );
    expect(proved(write_end)).toEqual(['mapping']);
    const dirty = fn(
      '\treturn folio->mapping->host->i_ino;',
      'bool f_dirty(struct address_space *mapping, struct folio *folio)',
    );
    expect(proved(dirty)).toEqual([]);
    expect(
      proved(`${dirty}const struct address_space_operations f_aops = {\n\t.dirty_folio\t= f_dirty,\n};\n`),
    ).toEqual(['mapping']);
    expect(
      proved(`${dirty}const struct other_operations f_ops = {\n\t.dirty_folio\t= f_dirty,\n};\n`),
    ).toEqual([]);
  });

  test('by the slot, before the plan’s parameter and behind it', () => {
    const write_end = fn(
      '\treturn page->mapping->host->i_ino;',
      'int f_write_end(struct file *file, struct address_space *mapping, loff_t pos, unsigned int len, unsigned int copied, struct address_space *__mapping, struct page *page, void *data)',
    );
    expect(proved(write_end)).toEqual(['__mapping', 'mapping']);
  });
});

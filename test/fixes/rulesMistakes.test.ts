/** The mistakes in the patches of 2018: no value that they passed wrongly is proved here, and none is offered that would crash. */
import { describe, expect, test } from 'vitest';
import { valuesFor } from '../../server/fixes/values.ts';
import { valuesAt } from './valuesAt.ts';

type Verdicts = Readonly<Record<string, string>>;

/** Each value at hand at the last use of the field, with what is said of it. */
function verdicts(head: string, body: string, before = ''): Verdicts {
  const values = valuesAt(`${before}${head}\n{\n${body}\n}\n`, (place) => valuesFor(place));
  return Object.fromEntries(values.map(({ expression, verdict }) => [expression, verdict]));
}

describe('mistakes of 2018', () => {
  test('A, __set_page_dirty: a test the other way round shows nothing', () => {
    const found = verdicts(
      'int f(struct page *page, struct address_space *mapping)',
      '\tif (!page_is_truncated(page, mapping))\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
    );
    expect(found.mapping).not.toBe('proved');
  });

  test('B, shmem_symlink: the page is of the new inode, not of the directory', () => {
    const head = 'int shmem_symlink(struct inode *dir, struct dentry *dentry, const char *symname)';
    const body =
      '\tstruct inode *inode;\n\tstruct folio *folio;\n\tint error;\n\n\tinode = shmem_get_inode(dir->i_sb, dir, 0777, 0, 0);\n\terror = shmem_get_folio(inode, 0, &folio, SGP_WRITE);\n\tif (error)\n\t\treturn error;\n\treturn dirtied(folio->mapping);';
    const found = verdicts(head, body);
    expect(found['inode->i_mapping']).toBe('proved');
    expect(found['dir->i_mapping']).toBe('refused');
    // where nothing says what the function found the page in, neither is taken
    const unknown = verdicts(head, body.replace('shmem_get_folio', 'some_folio'));
    expect(unknown['inode->i_mapping']).toBe('refused');
    expect(unknown['dir->i_mapping']).toBe('refused');
  });

  test('C, fault_dirty_shared_page: the local has no value yet', () => {
    const found = verdicts(
      'void f(struct vm_area_struct *vma, struct page *page)',
      '\tstruct address_space *mapping;\n\n\tdirty(page->mapping);\n\tmapping = page_rmapping(page);',
    );
    expect(found.mapping ?? 'none').toMatch(/^(?:none|refused)$/);
  });

  test('D, page_cache_pipe_buf_confirm: the inode of a pipe is not that of the pages in it', () => {
    const structs =
      'struct pipe_inode_info { struct inode *inode; };\nstruct pipe_buffer { struct page *page; };\n';
    const found = verdicts(
      'int f(struct pipe_inode_info *pipe, struct pipe_buffer *buf)',
      '\tstruct page *page = buf->page;\n\n\treturn !page->mapping;',
      structs,
    );
    expect(found).toEqual({});
  });

  test("a buffer's associated mapping is of the inode that it is metadata of, not of its page", () => {
    const found = verdicts(
      'int f(struct buffer_head *bh, struct page *page)',
      '\treturn page->mapping->host->i_ino;',
    );
    expect(found).toEqual({});
  });

  test.each([
    ['the field itself', 'page_is_truncated(page, page->mapping)', ''],
    [
      'a local that was read from it',
      'page_is_truncated(page, own)',
      '\tstruct address_space *own = page->mapping;\n',
    ],
  ])('E, btrfs_writepage_fixup_worker: %s says nothing of the page', (_what, tested, local) => {
    const found = verdicts(
      'int f(struct page *page)',
      `${local}\n\tif (${tested})\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;`,
    );
    expect(Object.values(found).filter((verdict) => verdict !== 'refused')).toEqual([]);
  });

  test('F, ll_fault: an area may have no file', () => {
    const found = verdicts(
      'int f(struct vm_area_struct *vma, struct page *page)',
      '\treturn page->mapping->host->i_ino;',
    );
    expect(found).toEqual({ 'vma->vm_file->f_mapping': 'refused' });
  });

  test('G, __bforget: bd_super may be NULL', () => {
    const value = 'bdev->bd_super->s_bdev->bd_inode->i_mapping';
    const found = verdicts(
      'int f(struct block_device *bdev)',
      `\tstruct page *page = NULL;\n\n\tif (bdev->bd_super)\n\t\tpage = find_get_page(${value}, 0);\n\treturn page->mapping->host->i_ino;`,
    );
    expect(found[value]).toBe('refused');
  });
});

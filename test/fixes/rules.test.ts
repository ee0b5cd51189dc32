import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/fixes/rules/index.ts';
import { valuesFor } from '../../server/fixes/values.ts';
import { fn, valuesAt } from './valuesAt.ts';

/** For each rule: what it stops, and what is said of it. Without the rule the value would be better thought of. */
const STOPPED: readonly [rule: string, what: string, source: string, value: string][] = [
  [
    'right-object',
    'a mapping of the right type that nothing binds to the page',
    fn('\treturn page->mapping->host->i_ino;'),
    'mapping',
  ],
  [
    'rivals',
    'the directory’s mapping for a page of the new inode',
    fn(
      '\tstruct inode *inode = new_inode(dir->i_sb);\n\n\treturn page->mapping->host->i_ino;',
      'int f(struct inode *dir, struct page *page)',
    ),
    'dir->i_mapping',
  ],
  [
    'same-field',
    'a local that was read from the field: the test would be true always',
    fn(
      '\tstruct address_space *own;\n\n\town = page->mapping;\n\tif (page_is_truncated(page, own))\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
      'int f(struct page *page)',
    ),
    'own',
  ],
  [
    'tautology',
    'the inode that the page’s is compared with',
    fn('\treturn inode && inode == page->mapping->host;', 'bool f(struct inode *inode, struct page *page)'),
    'inode->i_mapping',
  ],
  [
    'tautology',
    'the mapping whose inode the page’s is compared with',
    fn('\tif ((page->mapping->host) != mapping->host)\n\t\treturn 0;\n\treturn 1;'),
    'mapping',
  ],
  [
    'not-assigned',
    'a local that has its value on one way only',
    fn(
      '\tstruct address_space *m;\n\n\tif (inode)\n\t\tm = inode->i_mapping;\n\tif (page->mapping != m)\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
      'int f(struct inode *inode, struct page *page)',
    ),
    'm',
  ],
  [
    'not-assigned',
    'a local whose assignment a goto jumps over',
    fn(
      '\tstruct address_space *m;\n\n\tif (!inode)\n\t\tgoto test;\n\tm = inode->i_mapping;\ntest:\n\tif (page->mapping != m)\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
      'int f(struct inode *inode, struct page *page)',
    ),
    'm',
  ],
  [
    'changed',
    'a page that is another since the test',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\tpage = next(page);\n\treturn page->mapping->host->i_ino;',
    ),
    'mapping',
  ],
  [
    'changed',
    'a mapping that is another since the lookup',
    fn(
      '\tstruct page *page = find_get_page(mapping, 0);\n\n\tmapping = other;\n\treturn page->mapping->host->i_ino;',
      'int f(struct address_space *mapping, struct address_space *other)',
    ),
    'mapping',
  ],
  [
    'changed',
    'a page that a loop takes on to the next',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\twhile (n--) {\n\t\tuse(page->mapping->host);\n\t\tpage++;\n\t}\n\treturn 0;',
      'int f(struct address_space *mapping, struct page *page, int n)',
    ),
    'mapping',
  ],
  [
    'changed',
    'a mapping whose address somebody has',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\tpick(&mapping);\n\treturn page->mapping->host->i_ino;',
    ),
    'mapping',
  ],
  [
    'changed',
    'an inode that is given another mapping',
    fn(
      '\tif (page->mapping != inode->i_mapping)\n\t\treturn 0;\n\tinode->i_mapping = other;\n\treturn page->mapping->host->i_ino;',
      'int f(struct inode *inode, struct page *page, struct address_space *other)',
    ),
    'inode->i_mapping',
  ],
  [
    'changed',
    'a page that the function takes into another mapping',
    fn(
      '\tstruct page *page = find_lock_page(from, 0);\n\n\tWRITE_ONCE(page->mapping, to);\n\treturn page->mapping->host->i_ino;',
      'int f(struct address_space *from, struct address_space *to)',
    ),
    'from',
  ],
  [
    'changed',
    'a page that a loop macro takes on to the next',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\tlist_for_each_entry_continue(page, &pages, lru) {\n\t\tuse(page->mapping->host);\n\t}\n\treturn 0;',
    ),
    'mapping',
  ],
  [
    'changed',
    'a page that is set anew each round by what it is read for',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\twhile (page)\n\t\tpage = next_of(page->mapping->host);\n\treturn 0;',
    ),
    'mapping',
  ],
  [
    'reachable',
    'a fault’s page, which a handler may have replaced',
    `struct vm_fault { struct page *page; };\n${fn(
      '\tif (vmf->page->mapping != mapping)\n\t\treturn 0;\n\thandle(vmf);\n\treturn vmf->page->mapping->host->i_ino;',
      'int f(struct address_space *mapping, struct vm_fault *vmf)',
    )}`,
    'mapping',
  ],
  [
    'elsewhere',
    'a page of the swap cache, whose field is not the swap space',
    fn(
      '\tstruct address_space *space = swap_address_space(entry);\n\tstruct page *page = find_get_page(space, 0);\n\n\treturn page->mapping->host->i_ino;',
      'int f(swp_entry_t entry)',
    ),
    'space',
  ],
  [
    'same-field',
    'an inode that was read from the field in two steps',
    fn(
      '\tstruct address_space *own = page->mapping;\n\tstruct inode *inode = own->host;\n\n\tif (page_is_truncated(page, inode->i_mapping))\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
      'int f(struct page *page)',
    ),
    'inode->i_mapping',
  ],
  [
    'may-be-null',
    'the file of a read callback, which is NULL for read_mapping_page()',
    fn('\treturn page->mapping->host->i_ino;', 'int f(struct file *file, struct page *page)'),
    'file->f_mapping',
  ],
  [
    'shadowed',
    'an inner variable of the name',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\t{\n\t\tstruct address_space *mapping = other_mapping();\n\n\t\treturn page->mapping->host->i_ino;\n\t}',
    ),
    'mapping',
  ],
  [
    'shadowed',
    'a macro of the name',
    `#define mapping the_mapping()\n${fn('\tif (page->mapping != mapping)\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;')}`,
    'mapping',
  ],
  [
    'may-be-null',
    'the file of an area that may have none',
    fn('\treturn page->mapping->host->i_ino;', 'int f(struct vm_area_struct *vma, struct page *page)'),
    'vma->vm_file->f_mapping',
  ],
  [
    'inode-mapping',
    'the inode’s mapping of a file, which may be a block device’s',
    fn(
      '\tstruct inode *inode = file_inode(file);\n\n\treturn page->mapping->host->i_ino;',
      'int f(struct file *file, struct page *page)',
    ),
    'inode->i_mapping',
  ],
  [
    'other-branch',
    'a comparison that stands in an #if',
    fn(
      '\tif (!PageUptodate(page)\n#ifdef CONFIG_A\n\t    || page->mapping != mapping\n#endif\n\t    )\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
    ),
    'mapping',
  ],
  [
    'side-effects',
    'a lookup in what a call yields',
    fn(
      '\tstruct page *page = find_get_page(get_mapping(x), 0);\n\n\treturn page->mapping->host->i_ino;',
      'int f(int x)',
    ),
    'get_mapping(x)',
  ],
  [
    'unsequenced',
    'a mapping that is set in the same expression',
    fn('\tif (page->mapping != mapping)\n\t\treturn 0;\n\treturn use(page->mapping->host, mapping = NULL);'),
    'mapping',
  ],
  [
    'tagged',
    'a page that is anonymous where the value is read',
    fn(
      '\tif (page->mapping != mapping)\n\t\treturn 0;\n\tif (PageAnon(page))\n\t\treturn (long)page->mapping;\n\treturn 0;',
    ),
    'mapping',
  ],
];

describe('a value is not proved', () => {
  const verdict = (source: string, value: string, rules = RULES): string | undefined =>
    valuesAt(source, (place) => valuesFor(place, rules)).find(({ expression }) => expression === value)
      ?.verdict;

  test.each(STOPPED)('%s: %s', (rule, _what, source, value) => {
    const found = valuesAt(source, (place) => valuesFor(place)).find(
      ({ expression }) => expression === value,
    );
    expect(found?.rules.map((each) => each.rule)).toContain(rule);
    expect(found?.verdict).not.toBe('proved');
    const order = ['refused', 'doubtful', 'proved'];
    const without = verdict(
      source,
      value,
      RULES.filter(({ id }) => id !== rule),
    );
    expect(order.indexOf(without ?? '')).toBeGreaterThan(order.indexOf(found?.verdict ?? ''));
  });

  test('every rule is shown to stop something', () => {
    expect(RULES.map(({ id }) => id).filter((id) => !STOPPED.some(([rule]) => rule === id))).toEqual([]);
  });

  test('and a NULL test makes the file of an area safe, though not this page’s', () => {
    const tested = fn(
      '\tif (!vma->vm_file)\n\t\treturn 0;\n\treturn page->mapping->host->i_ino;',
      'int f(struct vm_area_struct *vma, struct page *page)',
    );
    expect(verdict(tested, 'vma->vm_file->f_mapping')).toBe('doubtful');
  });

  test.each([
    ['has been followed', 'doubtful', '\tloff_t at = file->f_pos;\n'],
    ['has been asked for its inode', 'doubtful', '\tstruct inode *inode = file_inode(file);\n'],
    ['was tested', 'doubtful', '\tif (!file)\n\t\treturn 0;\n'],
    ['was followed on one way only', 'refused', '\tif (n)\n\t\tuse(file->f_pos);\n'],
    ['was only asked for an address', 'refused', '\tstruct path *path = &file->f_path;\n'],
    ['was tested by somebody else’s way', 'refused', '\tif (!file)\n\t\tgoto out;\nout:\n'],
    ['is another since', 'refused', '\tuse(file->f_pos);\n\tfile = other_file();\n'],
  ])('a file that %s: %s', (_what, expected, before) => {
    const source = fn(
      `${before}\treturn page->mapping->host->i_ino;`,
      'int f(struct file *file, struct page *page, int n)',
    );
    expect(verdict(source, 'file->f_mapping')).toBe(expected);
  });
});

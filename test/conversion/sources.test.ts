import { describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import type { Source } from '../../server/conversion/model.ts';
import { usesIn } from '../support/analyse.ts';

/** The sources of the one use of `page->mapping`, which stands where the body says USE. */
function sourcesIn(parameters: string, body: string): readonly Source[] {
  const [use, ...others] = usesIn(
    `int f(struct page *page${parameters && `, ${parameters}`})\n{\n${body.replaceAll('USE', 'use(page->mapping->host)')}\n}\n`,
  ).filter((each) => each.access === 'dereference');
  expect(others).toEqual([]);
  return use?.sources ?? [];
}

const expressions = (parameters: string, body = '\tUSE;'): string[] =>
  sourcesIn(parameters, body).map((source) => source.expression);

describe('a source is what is at hand of a type that leads to the mapping', () => {
  test.each(
    PAGE_MAPPING.sources.map(({ type, expression, confidence }) => [
      type,
      expression.replaceAll('$', 'x'),
      confidence,
    ]),
  )('struct %s: %s', (type, expression, confidence) => {
    expect(sourcesIn(`struct ${type} *x`, '\tUSE;')).toMatchObject([
      { expression, from: 'parameter x', confidence },
    ]);
  });

  test('with the preset’s caveats', () => {
    expect(sourcesIn('struct vm_fault *vmf', '\tUSE;')[0]?.caveats).toEqual([
      'vm_file is NULL for anonymous and some driver mappings',
      'a private copy of the page is anonymous, not the file’s'.replace('’', "'"),
    ]);
    expect(sourcesIn('struct address_space *mapping', '\tUSE;')[0]?.caveats).toEqual([]);
  });

  test.each([
    ['no pointer', 'struct inode x'],
    ['a pointer to a pointer', 'struct inode **x'],
    ['a type that leads nowhere', 'struct super_block *x'],
    ['only the page', ''],
  ])('not %s', (_what, parameters) => {
    expect(expressions(parameters)).toEqual([]);
  });

  test('surest first', () => {
    expect(expressions('struct dentry *d, struct file *file, struct address_space *mapping')).toEqual([
      'mapping',
      'file->f_mapping',
      'd_inode(d)->i_mapping',
    ]);
  });
});

describe('a local', () => {
  test.each<[string, string, string[]]>([
    ['given a value where it is declared', '\tstruct inode *inode = get();\n\tUSE;', ['inode->i_mapping']],
    ['given one before the use', '\tstruct inode *inode;\n\tinode = get();\n\tUSE;', ['inode->i_mapping']],
    [
      'given one inside a condition',
      '\tstruct inode *inode;\n\tif (!(inode = get())) return 0;\n\tUSE;',
      ['inode->i_mapping'],
    ],
    ['filled through its address', '\tstruct inode *inode;\n\tlookup(&inode);\n\tUSE;', ['inode->i_mapping']],
    ['not given one at all', '\tstruct inode *inode;\n\tUSE;', []],
    ['given one only after the use', '\tstruct inode *inode;\n\tUSE;\n\tinode = get();', []],
    ['given one by the statement of the use', '\tstruct inode *inode;\n\tinode = USE;', []],
    ['declared after the use', '\tUSE;\n\tstruct inode *inode = get();', []],
    ['only compared', '\tstruct inode *inode;\n\tif (inode == x) return 0;\n\tUSE;', []],
    ['whose namesake member is given one', '\tstruct inode *inode;\n\tx->inode = get();\n\tUSE;', []],
    ['given one only in a comment', '\tstruct inode *inode;\n\t/* inode = get(); */\n\tUSE;', []],
    ['of a block that has ended', '\t{ struct inode *inode = get(); }\n\tUSE;', []],
    ['of a block that is open', '\tif (x) { struct inode *inode = get(); USE; }', ['inode->i_mapping']],
  ])('%s', (_what, body, expected) => {
    expect(expressions('', body)).toEqual(expected);
  });

  test('is less sure than a parameter', () => {
    expect(sourcesIn('', '\tstruct address_space *m = get();\n\tUSE;')).toMatchObject([
      { from: 'local m', confidence: 'likely' },
    ]);
    expect(sourcesIn('struct address_space *m', '\tUSE;')).toMatchObject([
      { from: 'parameter m', confidence: 'certain' },
    ]);
  });
});

describe('what was itself read from the field is no source', () => {
  test.each([
    ['the field', 'struct address_space *m = page->index;\n\tm = READ_ONCE(page->mapping);'],
    ['an accessor', 'struct address_space *m = page_mapping(page);'],
    ['an accessor, later', 'struct address_space *m;\n\tm = folio_mapping(folio);'],
    ['a helper of the plan', 'struct address_space *m = fs_page_mapping(page, MAPPING_NULL);'],
  ])('from %s', (_what, declaration) => {
    expect(expressions('', `\t${declaration}\n\tUSE;`)).toEqual([]);
  });

  test('by way of its host', () => {
    const [use] = usesIn(`int f(struct page *page)
{
	struct inode *inode = page->mapping->host;
	return page->mapping != 0;
}`).slice(1);
    expect(use?.sources).toEqual([]);
  });

  test('also when a parameter is overwritten with it', () => {
    expect(expressions('struct address_space *m', '\tm = page_mapping(page);\n\tUSE;')).toEqual([]);
    expect(expressions('struct address_space *m', '\tm = other->i_mapping;\n\tUSE;')).toEqual(['m']);
  });

  test('but what was read from another record’s member of that name is one', () => {
    expect(
      expressions('struct readahead_control *rac', '\tstruct address_space *m = rac->mapping;\n\tUSE;'),
    ).toEqual(['rac->mapping', 'm']);
  });

  test('nor is a value that has been replaced since', () => {
    expect(
      expressions(
        'struct inode *dir',
        '\tstruct address_space *m = page_mapping(page);\n\tm = dir->i_mapping;\n\tUSE;',
      ),
    ).toEqual(['dir->i_mapping', 'm']);
  });
});

describe('two of one type', () => {
  test('make each other doubtful: the directory or the new inode?', () => {
    expect(sourcesIn('struct inode *dir', '\tstruct inode *inode = make();\n\tUSE;')).toMatchObject([
      {
        expression: 'dir->i_mapping',
        confidence: 'guess',
        caveats: expect.arrayContaining(['inode has the same type: make sure which one the page belongs to']),
      },
      { expression: 'inode->i_mapping', confidence: 'guess' },
    ]);
  });

  test('do so for mappings, too', () => {
    expect(
      sourcesIn('struct address_space *a, struct address_space *b', '\tUSE;').map((each) => each.confidence),
    ).toEqual(['guess', 'guess']);
  });

  test('of which one has no value yet do not', () => {
    expect(sourcesIn('struct inode *dir', '\tstruct inode *inode;\n\tUSE;')).toMatchObject([
      { expression: 'dir->i_mapping', confidence: 'likely' },
    ]);
  });

  test('of which the inner hides the outer are one', () => {
    expect(
      sourcesIn('struct inode *inode', '\tif (x) {\n\t\tstruct inode *inode = get();\n\t\tUSE;\n\t}'),
    ).toMatchObject([{ expression: 'inode->i_mapping', from: 'local inode', confidence: 'likely' }]);
    expect(expressions('struct inode *x', '\tif (y) {\n\t\tint x = 1;\n\t\tUSE;\n\t}')).toEqual([]);
    expect(expressions('struct inode *x', '\t{ int x = 1; }\n\tUSE;')).toEqual(['x->i_mapping']);
  });
});

describe('no source', () => {
  test('says so where only the page is known', () => {
    expect(usesIn('int f(struct page *page) { return page->mapping->x; }')).toMatchObject([
      {
        sources: [],
        stage: 'raw',
        noSource: 'only the page is known here: callers would have to pass the mapping',
      },
    ]);
  });

  test.each([
    ['a path', 'mm/vmscan.c', 'f', 'reclaim finds pages on LRU lists: no file, inode or VMA is at hand'],
    ['a function', 'fs/x.c', 'stable_page_flags', '/proc/kpageflags walks page frame numbers'],
  ])('says why where that is known of %s', (_what, file, name, noSource) => {
    expect(
      usesIn(`// @file ${file}\nint ${name}(struct page *page) { return page->mapping->x; }`),
    ).toMatchObject([{ stage: 'no-source', noSource }]);
  });

  test('is not said where there is one after all', () => {
    expect(
      usesIn('// @file mm/vmscan.c\nint f(struct page *page, struct inode *i) { return page->mapping->x; }'),
    ).toMatchObject([{ stage: 'raw', noSource: null }]);
  });

  test('is not said of what stays', () => {
    expect(usesIn('// @file mm/vmscan.c\nvoid f(struct page *page) { page->mapping = 0; }')).toMatchObject([
      { stage: 'owner' },
    ]);
  });
});

test('in a macro, its own locals are at hand', () => {
  expect(
    usesIn(`struct page *page;
#define HOST(x) ({ struct inode *inode = get(x); use(page->mapping->host); })
`),
  ).toMatchObject([{ function: 'HOST', sources: [{ expression: 'inode->i_mapping', from: 'local inode' }] }]);
});

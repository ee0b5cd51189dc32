import { describe, expect, test } from 'vitest';
import { Prefilter } from '../../server/conversion/candidates.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { usesIn } from '../support/analyse.ts';

const prefilter = new Prefilter(PAGE_MAPPING);

/** What the prefilter finds: its kind, and the text from there on, so that the offset is checked too. */
const found = (text: string): string[] =>
  prefilter.find(text).map(({ kind, offset, name }) => {
    expect(text.slice(offset, offset + name.length)).toBe(name);
    return `${kind} ${name}@${text.slice(0, offset).length}`;
  });

const kinds = (text: string): string[] => prefilter.find(text).map(({ kind }) => kind);

describe('a member access is a candidate', () => {
  test.each([
    ['by arrow', 'page->mapping'],
    ['by dot', 'page.mapping'],
    ['as designator', '{ .mapping = m }'],
    ['with spaces', 'page -> mapping'],
    ['over lines', 'page->\n\t\tmapping'],
    ['over lines with carriage returns', 'page->\r\n\tmapping'],
    ['over continued lines', 'page->\\\n\tmapping'],
    ['over continued lines with carriage returns', 'page->\\\r\n\tmapping'],
    ['behind a comment', 'page->/* which? */mapping'],
    ['behind several comments', 'page-> /* a */ /* b */\n mapping'],
    ['behind a line comment', 'page-> // why\n mapping'],
    ['at the end of the text', 'x = p->mapping'],
    ['after what looks like the start of a comment', 'p /* x */ .mapping'],
  ])('%s', (_what, text) => {
    expect(found(text)).toEqual([`member mapping@${text.lastIndexOf('mapping')}`]);
  });

  test('each one, in order', () => {
    expect(kinds('a->mapping; b.mapping; offsetof(struct page, mapping)')).toEqual([
      'member',
      'member',
      'layout',
    ]);
  });
});

describe('no candidate', () => {
  test.each([
    ['another member', 'inode->i_mapping; file->f_mapping; x->mapping2; x->mappings'],
    ['a variable', 'mapping = x; f(mapping); (mapping)'],
    ['a declaration', 'struct address_space *mapping;'],
    ['an argument after a dot in a string', '"a. b", mapping'],
    ['the operator alone', 'page->'],
    ['nothing', ''],
    ['a word of the name in other case', 'page->MAPPING'],
    ['a greater-than', 'a >mapping'],
    ['a bracket over an unfinished comment', '*/mapping'],
  ])('%s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('a member named to a macro', () => {
  test.each([
    'offsetof(struct page, mapping)',
    'container_of(p, struct page, mapping)',
    'list_entry(p,\n\t\tstruct page,\n\t\tmapping)',
    'sizeof_field(struct folio, mapping)',
    'offsetof(union slab, mapping)',
  ])('%s', (text) => {
    expect(kinds(text)).toEqual(['layout']);
  });

  test('behind a macro of the file that applies offsetof to its parameters', () => {
    const define =
      '#define FOLIO_MATCH(pg, fl) \\\n\tstatic_assert(offsetof(struct page, pg) == offsetof(struct folio, fl))\n';
    const text = `${define}FOLIO_MATCH(mapping, mapping);\nFOLIO_MATCH(flags, flags);\n`;
    expect(kinds(text)).toEqual(['layout', 'layout']);
    expect(usesIn(text).map((use) => [use.record, use.access, use.role])).toEqual([
      ['page', 'offsetof', 'owner'],
      ['folio', 'offsetof', 'owner'],
    ]);
    expect(prefilter.offsetofMacros(text)).toEqual([{ name: 'FOLIO_MATCH', records: ['page', 'folio'] }]);
  });

  test('but not behind one that only takes a name', () => {
    expect(kinds('#define TRACE(name) offsetof(struct page, flags)\nTRACE(mapping);')).toEqual([]);
  });
});

describe('steps of the ladder', () => {
  test('are calls of accessors and helpers, and the placeholder anywhere', () => {
    expect(found('page_mapping(p)')).toEqual(['rung page_mapping@0']);
    expect(found('page_mapping (p)')).toEqual(['rung page_mapping@0']);
    expect(found('folio_inode(f)')).toEqual(['rung folio_inode@0']);
    expect(found('page_is_truncated(p, m)')).toEqual(['rung page_is_truncated@0']);
    expect(found('f(p, MAPPING_NULL)')).toEqual(['rung MAPPING_NULL@5']);
  });

  test('are not what only looks like one', () => {
    expect(found('page_mapping = x; my_page_mapping(p); page_mapping_x(p); page_mapping;')).toEqual([]);
    expect(found('__MAPPING_NULL')).toEqual([]);
  });

  test('the files that are decoded at all are those that can hold a candidate', () => {
    for (const text of [
      'p->mapping',
      'page_mapping(p)',
      'folio_inode(f)',
      'page_is_truncated(p, m)',
      'MAPPING_NULL',
    ])
      expect(
        prefilter.needles.some((needle) => text.includes(needle)),
        text,
      ).toBe(true);
  });
});

describe('what the syntax tree leaves of them', () => {
  test('comments, strings and directives hold no use', () => {
    expect(
      usesIn(`
        /* page->mapping */
        // page->mapping
        int f(struct page *page)
        {
        	print("page->mapping" /* page->mapping */);
        	return '->mapping';
        }
      `),
    ).toEqual([]);
  });

  test('code around them does', () => {
    expect(
      usesIn(`
        int f(struct page *page)
        {
        	return page-> /* page->mapping */ mapping /* page->mapping */ != 0;
        }
      `),
    ).toMatchObject([{ line: 3, record: 'page', base: 'page' }]);
  });

  test('every branch of an #if, with its condition', () => {
    expect(
      usesIn(`
        int f(struct page *page)
        {
        #ifdef CONFIG_A
        	return page->mapping != 0;
        #elif defined(CONFIG_B)
        	return page->mapping == 0;
        #endif
        #if !defined(CONFIG_C) && 1
        #else
        	return !page->mapping;
        #endif
        }
      `).map((use) => use.condition),
    ).toEqual(['defined(CONFIG_A)', '!defined(CONFIG_A) && defined(CONFIG_B)', '!(!defined(CONFIG_C) && 1)']);
  });
});

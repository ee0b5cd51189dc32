import { describe, expect, test } from 'vitest';
import type { FileReport } from '../../server/conversion/model.ts';
import { reportsOf, usesIn } from '../support/analyse.ts';

const stages = (source: string): string[] => usesIn(source).map((use) => use.stage);

function reportOf(source: string): FileReport {
  const [report] = reportsOf(source).values();
  if (!report) throw new Error('no report');
  return report;
}

/** `name stage` of each call on the ladder. */
const rungs = (statement: string): string[] =>
  reportOf(`void f(struct page *page, struct address_space *mapping)\n{\n\t${statement}\n}\n`).rungs.map(
    (rung) => `${rung.name} ${rung.stage}`,
  );

describe('the stage of a use', () => {
  test('raw: nothing has been done about it', () => {
    expect(stages('int f(struct page *page) { return page->mapping->x; }')).toEqual(['raw']);
  });

  test.each(['_mapping', '__mapping'])('parameter: the function takes %s and does not use it yet', (name) => {
    expect(
      stages(`int f(struct page *page, struct address_space *${name}) { return page->mapping->x; }`),
    ).toEqual(['parameter']);
  });

  test('parameter: a local of that name is none', () => {
    expect(
      stages('int f(struct page *page) { struct address_space *_mapping; return page->mapping->x; }'),
    ).toEqual(['raw']);
  });

  test.each([
    ['WARN_ON(page->mapping != mapping);'],
    ['WARN_ON_ONCE(mapping != page->mapping);'],
    ['if (WARN_ON_ONCE(page->mapping != mapping)) return;'],
    ['VM_WARN_ON(unlikely(page->mapping != mapping));'],
  ])('checked: %s', (statement) => {
    expect(stages(`void f(struct page *page, struct address_space *mapping) { ${statement} }`)).toEqual([
      'checked',
    ]);
  });

  test.each([
    ['nobody is warned', 'if (page->mapping != mapping) return;'],
    ['the warning is about another thing', 'WARN_ON(x); if (page->mapping != mapping) return;'],
    ['the value comes from nowhere', 'WARN_ON(page->mapping != inode->i_mapping);'],
    ['it is not compared', 'WARN_ON(!page->mapping);'],
  ])('not checked: %s', (_why, statement) => {
    expect(stages(`void f(struct page *page, struct address_space *mapping) { ${statement} }`)).toEqual([
      'raw',
    ]);
  });

  test.each([
    ['set', 'page->mapping = mapping;'],
    ['decoded', 'use((unsigned long)page->mapping & PAGE_MAPPING_ANON);'],
    ['handed out', 'use(&page->mapping);'],
  ])('owner: %s', (_what, statement) => {
    expect(stages(`void f(struct page *page, struct address_space *__mapping) { ${statement} }`)).toEqual([
      'owner',
    ]);
  });

  test.each(['page_mapping', 'folio_inode', 'fs_page_mapping', 'page_is_truncated'])(
    'owner: the body of %s reads it for others',
    (name) => {
      expect(stages(`void *${name}(struct page *page) { return page->mapping; }`)).toEqual(['owner']);
    },
  );
});

describe('calls on the ladder', () => {
  test.each<[string, string[]]>([
    ['use(page_mapping(page));', ['page_mapping helper']],
    ['use(folio_inode(page_folio(page)));', ['folio_inode helper']],
    ['mapping = fs_page_mapping(page);', ['fs_page_mapping helper']],
    ['mapping = fs_page_mapping(page, MAPPING_NULL);', ['fs_page_mapping parameter']],
    ['mapping = fs_page_mapping(page, NULL);', ['fs_page_mapping parameter']],
    ['mapping = fs_page_mapping(page, mapping);', ['fs_page_mapping checked']],
    ['if (page_is_truncated(page, inode->i_mapping)) return;', ['page_is_truncated passed']],
    ['if (folio_is_truncated(folio, MAPPING_NULL)) return;', ['folio_is_truncated parameter']],
    ['set_page_dirty(page, MAPPING_NULL);', ['MAPPING_NULL parameter']],
    ['g(MAPPING_NULL, page, MAPPING_NULL);', ['MAPPING_NULL parameter', 'MAPPING_NULL parameter']],
    ['mapping = MAPPING_NULL;', []],
    ['fn = page_mapping;', []],
    ['fn = &page_is_truncated;', []],
    ['/* page_mapping(page) */ warn("page_mapping(page)");', []],
  ])('%s', (statement, expected) => {
    expect(rungs(statement)).toEqual(expected);
  });

  test('inside one another are told each', () => {
    expect(rungs('if (page_is_truncated(page, page_mapping(page))) return;')).toEqual([
      'page_is_truncated passed',
      'page_mapping helper',
    ]);
  });

  test('say where they stand and why', () => {
    const { rungs: found } = reportOf(
      'void f(struct page *page)\n{\n\tset_page_dirty(page, MAPPING_NULL);\n}\n',
    );
    expect(found).toEqual([
      {
        file: 'main.c',
        line: 3,
        column: 23,
        offset: 50,
        name: 'MAPPING_NULL',
        function: 'f',
        stage: 'parameter',
        reason: 'set_page_dirty() takes the mapping, and this caller passes none yet',
      },
    ]);
  });

  test('their declarations and definitions are none', () => {
    expect(
      reportOf(`struct address_space *page_mapping(struct page *page);
struct address_space *page_mapping(struct page *page)
{
	return 0;
}
#define MAPPING_NULL NULL
#define page_is_truncated(page, mapping) (!(page))
`).rungs,
    ).toEqual([]);
  });
});

describe('converted functions', () => {
  const converted = (source: string): string[] =>
    reportOf(source).converted.map(
      (each) => `${each.line}:${each.column} ${each.function} ${each.parameter}`,
    );

  test('are handed page and mapping, use the mapping, and leave the field alone', () => {
    expect(
      converted(`static int
step(struct folio *folio,
     struct address_space *mapping, int n)
{
	return use(mapping);
}

int second(const struct address_space *m, struct page *page) /* why */
{
	return m->host != page;
}
`),
    ).toEqual(['2:1 step mapping', '8:5 second m']);
  });

  test.each([
    ['it still reads the field', '(struct page *page, struct address_space *m)', 'use(m, page->mapping->x);'],
    ['it asks an accessor', '(struct page *page, struct address_space *m)', 'use(m, page_mapping(page));'],
    [
      'it stands on a step of the ladder',
      '(struct page *page, struct address_space *m)',
      'm = fs_page_mapping(page, m);',
    ],
    ['it does not use the mapping', '(struct page *page, struct address_space *m)', 'use(page);'],
    [
      'it says that it does not use it yet',
      '(struct page *page, struct address_space *__mapping)',
      'use(__mapping);',
    ],
    ['it is handed no page', '(struct address_space *m)', 'use(m);'],
    ['it is handed no mapping', '(struct page *page)', 'use(m);'],
    ['it is handed a page by value', '(struct page page, struct address_space *m)', 'use(m);'],
  ])('not when %s', (_why, parameters, body) => {
    expect(converted(`int f${parameters}\n{\n\t${body}\n}\n`)).toEqual([]);
  });

  test('a declaration is none', () => {
    expect(converted('int f(struct page *page, struct address_space *m);\nint m;\n')).toEqual([]);
  });

  test('are found whether or not the file holds anything else', () => {
    const alone = 'int f(struct page *page, struct address_space *m)\n{\n\treturn use(m);\n}\n';
    const beside = 'int g(struct page *page)\n{\n\treturn page->mapping != 0;\n}\n';
    expect(converted(alone)).toEqual(converted(alone + beside));
  });
});

import { describe, expect, test } from 'vitest';
import { usesIn } from '../support/analyse.ts';

const HEADERS = `
  // @file include/linux/mm.h
  struct address_space { struct inode *host; };
  struct page { struct address_space *mapping; };
  struct folio { struct address_space *mapping; };
  // @file include/linux/buffer_head.h
  struct buffer_head { struct folio *b_folio; };
  // @file include/linux/widget.h
  struct widget { struct page *page; };
`;

/** record of each use in a trace header that includes nothing but the macros */
function told(body: string, entry = '__field(int, x)', proto = 'struct page *page'): (string | null)[] {
  return usesIn(`${HEADERS}
  // @file include/trace/events/x.h
  #include <linux/tracepoint.h>
  TRACE_EVENT(x,
  	TP_PROTO(${proto}),
  	TP_ARGS(page),
  	TP_STRUCT__entry(
  		${entry}
  	),
  	TP_fast_assign(
  		${body}
  	),
  	TP_printk("%d", __entry->x)
  );
  `).map(({ record }) => record);
}

describe('a trace header relies on its includer', () => {
  test('for what its prototype names', () => {
    expect(told('__entry->x = page->mapping->host->i_ino;')).toEqual(['page']);
  });

  test('for a record that nearly every file includes', () => {
    expect(told('__entry->x = bh->b_folio->mapping;', undefined, 'struct buffer_head *bh')).toEqual([
      'folio',
    ]);
  });

  test('for a record that has a header of its name', () => {
    expect(told('__entry->x = w->page->mapping;', undefined, 'struct widget *w')).toEqual(['page']);
  });

  test('and stays open where nobody tells', () => {
    expect(told('__entry->x = w->page->mapping;', undefined, 'struct gadget *w')).toEqual([null]);
  });

  test('a source file has no such excuse', () => {
    const [use] = usesIn(`${HEADERS}
      // @file mm/x.c
      void *f(struct widget *w) { return w->page->mapping; }
    `);
    expect(use).toMatchObject({
      record: null,
      reason: expect.stringMatching(/no definition of struct widget/),
    });
  });
});

describe('the record of a trace event', () => {
  test('is none of ours, though a member of it bears the name', () => {
    expect(told('__entry->mapping = page->mapping;', '__field(void *, mapping)')).toEqual(['page']);
  });

  test.each([
    ['a field', '__field(struct folio *, f)', '__entry->f->mapping', 'folio'],
    [
      'a field among others',
      '__string(name, s)\n__field(u64, x)\n__field(struct page *, p)',
      '__entry->p->mapping',
      'page',
    ],
    ['a record within', '__field_struct(struct folio, f)', '__entry->f.mapping', 'folio'],
    ['an array', '__array(struct page *, pages, 4)', '__entry->pages[1]->mapping', 'page'],
  ])('leads on through %s', (_, entry, use, record) => {
    expect(told(`g(${use});`, entry)).toEqual([record]);
  });

  test('a field that is a number leads nowhere', () => {
    expect(told('g(__entry->x->mapping);')).toEqual([null]);
  });
});

import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const ksmUnmerge = scenario({
  id: 'ksm-unmerge',
  title: 'A stable page goes away while KSM reaches for it',
  raisedBy: 'the article: KSM is the model for a generic attachment',
  era: 'v4.17 (mm/ksm.c: get_ksm_page, break_cow)',
  narration: [
    'The stable node remembers the page by its number, without a reference: the last unmap frees the page, and the number is used again.',
    'get_ksm_page() therefore compares page->mapping with the tagged node before it takes a reference, after, and under the page lock.',
    'Drop the comparison after the reference, and the page in hand may be somebody else’s.',
  ],
  schemes: ['field', 'page_attachment'],
  parameters: { recheck: yesNo('compare again after the reference is taken', 1) },
  variants: [
    { id: 'one-check', says: 'the word is compared once, before the reference', set: { recheck: 0 } },
    { id: 'recheck', says: 'the word is compared again after the reference', set: {} },
  ],
  build(m, p) {
    const tag = p.scheme === 'field' ? 'stable_node|KSM' : '&page_attachment|KSM';
    const page = m.thing('page', { mapping: oneOf('NULL', tag, 'mapping'), ref: upTo(3) });
    const pte = m.thing('pte', { mapped: bit });
    m.process(
      'ksmd',
      path({}, [
        step('get_ksm_page', 'compares page->mapping with the tagged node', () =>
          page.mapping === 1 ? undefined : 'done',
        ),
        step('get_page_unless_zero', 'takes a reference unless the page is free', () => {
          if (page.ref === 0) return 'done';
          page.ref++;
        }),
        ...(p.recheck
          ? [
              step('get_ksm_page', 'compares page->mapping again', () =>
                page.mapping === 1 ? undefined : 'put',
              ),
            ]
          : []),
        step('stable_tree_append', 'merges another page with this one', () => {
          must(page.mapping === 1, 'the page that KSM shares is its own stable page');
        }),
        'put:',
        step('put_page', 'drops its reference', () => {
          page.ref--;
          if (page.ref === 0) page.mapping = 0;
        }),
      ]),
    );
    m.process(
      'writer',
      path({}, [
        step('break_cow', 'write fault: the PTE goes to a private copy', () => {
          pte.mapped = 0;
        }),
        step('put_page', 'drops the mapping’s reference; the last one frees the page', () => {
          page.ref--;
          if (page.ref === 0) page.mapping = 0;
        }),
      ]),
    );
    m.process(
      'reader of a file',
      path({}, [
        step('__page_cache_alloc', 'gets a free page', () => {
          if (page.ref !== 0) return 'done';
          page.ref = 1;
        }),
        step('add_to_page_cache_lru', 'puts it into the page cache', () => {
          page.mapping = 2;
        }),
      ]),
    );
    m.init(() => {
      page.mapping = 1;
      page.ref = 1;
      pte.mapped = 1;
    });
  },
});

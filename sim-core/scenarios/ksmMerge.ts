import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const ksmMerge = scenario({
  id: 'ksm-merge',
  title: 'KSM merges a page while somebody pins it',
  raisedBy: 'the article: KSM already hangs a structure on page->mapping',
  era: 'v4.17 (mm/ksm.c: write_protect_page, replace_page)',
  narration: [
    'To merge a page, KSM write-protects it, compares it, and points the PTE to the stable page.',
    'A direct-I/O pin taken through the PTE writes to the old page behind the PTE. So KSM counts references against mappings.',
    'It must clear the PTE first and count afterwards: the other way round, a pin can slip in between, and its write is lost.',
  ],
  schemes: ['field', 'page_attachment'],
  parameters: { clearFirst: yesNo('ptep_clear_flush() before the references are counted', 1) },
  variants: [
    { id: 'count-first', says: 'references are counted, then the PTE is cleared', set: { clearFirst: 0 } },
    { id: 'clear-first', says: 'the PTE is cleared, then references are counted', set: {} },
  ],
  build(m, p) {
    const pte = m.thing('pte', { maps: oneOf('page', 'none', 'stable page'), writable: bit });
    const word = oneOf('anon_vma|ANON', p.scheme === 'field' ? 'stable_node|KSM' : '&page_attachment|KSM');
    const page = m.thing('page', { pins: upTo(1), data: bit, written: bit });
    const stable = m.thing('stable page', { mapping: word, data: bit });
    const PAGE = 0;
    const NONE = 1;
    const STABLE = 2;
    const clear = step<{ entry: number }>(
      'ptep_clear_flush',
      'clears the PTE: no new pin can come through it',
      (t) => {
        t.entry = pte.maps;
        pte.maps = NONE;
      },
    );
    const count = step<{ entry: number }>(
      'write_protect_page',
      'page_mapcount + 1 == page_count: is anybody else there?',
      () => {
        if (page.pins) return 'busy';
      },
    );
    m.process(
      'ksmd',
      path({ entry: oneOf('page', 'none', 'stable page') }, [
        ...(p.clearFirst ? [clear, count] : [count, clear]),
        step('set_pte_at', 'installs a clean read-only PTE', () => {
          pte.maps = PAGE;
          pte.writable = 0;
        }),
        step('pages_identical', 'compares the pages', () => (page.data === stable.data ? undefined : 'done')),
        step('set_page_stable_node', 'the stable page is marked as such', () => {
          stable.mapping = 1;
        }),
        step('replace_page', 'points the PTE to the stable page if it is unchanged', () => {
          if (pte.maps !== PAGE || pte.writable) return 'done';
          pte.maps = STABLE;
          return 'done';
        }),
        'busy:',
        step('set_pte_at', 'somebody pins the page: puts the PTE back', () => {
          pte.maps = PAGE;
        }),
      ]),
    );
    m.process(
      'direct I/O',
      path({}, [
        step('get_user_pages_fast', 'pins the page through a writable PTE', () => {
          if (pte.maps !== PAGE || !pte.writable) return pte.maps === NONE ? BLOCK : 'done';
          page.pins = 1;
        }),
        step('bio_endio', 'the device writes to the pinned page', () => {
          page.data = 1;
          page.written = 1;
        }),
        step('put_page', 'unpins', () => {
          page.pins = 0;
        }),
      ]),
    );
    m.process(
      'program',
      path({}, [
        step('read', 'reads its memory after the I/O', () => {
          if (!page.written) return 'done';
          if (pte.maps === NONE) return BLOCK;
          must(
            pte.maps === PAGE || stable.data === 1,
            'no write is lost: the program sees what the device wrote',
          );
        }),
      ]),
    );
    m.init(() => {
      pte.writable = 1;
    });
  },
});

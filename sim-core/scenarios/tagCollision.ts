import { bit, taggedWord } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';

export const tagCollision = scenario({
  id: 'tag-collision',
  title: 'Bit 0 of the word already means "anonymous"',
  raisedBy: 'follows from the article: "the low bit set" on a pointer to page_wait',
  era: 'v4.17 (PAGE_MAPPING_ANON = 1, PAGE_MAPPING_MOVABLE = 2, PAGE_MAPPING_KSM = 3)',
  narration: [
    'The article marks a page_wait by the lowest bit of the pointer. Since 2.6.9 that bit means: this is an anon_vma.',
    'Whoever walks physical pages (reclaim, migration) asks PageAnon() without the page lock and believes the bit.',
    'A file page that somebody waits on then looks anonymous, and its page_wait is taken for an anon_vma.',
  ],
  facts: 'All values of the two low bits are taken in v4.17; an 8-byte aligned structure leaves bit 2 free.',
  schemes: ['page_wait'],
  parameters: {
    tag: { says: 'the bit that marks a page_wait: 0, 1 or 2', default: 2, min: 0, max: 2 },
    anon: {
      says: '1 = the page is anonymous and nobody may hang a page_wait on it, 0 = a file page',
      default: 0,
      min: 0,
      max: 1,
    },
  },
  variants: [
    { id: 'bit-0', says: 'page_wait is marked by bit 0, as in the article', set: { tag: 0 } },
    { id: 'bit-1', says: 'page_wait is marked by bit 1, the mark of movable pages', set: { tag: 1 } },
    { id: 'bit-2', says: 'page_wait is marked by bit 2', set: {} },
  ],
  build(m, p) {
    // what the word holds, and the two mark bits that the kernel of the era tests
    const word = taggedWord({
      mapping: { text: 'mapping' },
      anon: { text: 'anon_vma|PAGE_MAPPING_ANON' },
      wait: { text: `&page_wait|${2 ** p.tag}` },
    });
    const page = m.thing('page', { mapping: word, locked: bit });
    const bits = (value: number) => (word.is(value, 'anon') ? 1 : word.is(value, 'wait') ? 2 ** p.tag : 0);
    const start = word.of(p.anon ? 'anon' : 'mapping');
    m.process(
      'waiter',
      path({ saved: word }, [
        step('wait_on_page_locked', 'looks at PG_locked', () => (page.locked ? undefined : 'done')),
        step('prepare_to_wait', 'hangs a page_wait on the page', (t) => {
          if (bits(page.mapping) & 3) return 'done';
          t.saved = page.mapping;
          page.mapping = word.of('wait');
        }),
        step('io_schedule', 'sleeps until the lock is free', () => (page.locked ? BLOCK : undefined)),
        step('finish_wait', 'puts the mapping back', (t) => {
          page.mapping = t.saved;
        }),
      ]),
    );
    m.process(
      'lock owner',
      path({}, [
        step('unlock_page', 'the I/O ends: clears PG_locked', () => {
          page.locked = 0;
        }),
      ]),
    );
    m.process(
      'reclaim',
      path({ seen: word }, [
        step('page_lock_anon_vma_read', 'reads page->mapping without the page lock', (t) => {
          t.seen = page.mapping;
        }),
        step('PageAnon', 'tests PAGE_MAPPING_ANON', (t) => {
          const flags = bits(t.seen) & 3;
          if (flags === 1)
            must(
              word.is(t.seen, 'anon'),
              'the mapping read is the mapping meant: PageAnon() is true for an anon_vma only',
            );
          if (flags === 2)
            must(
              false,
              'the mapping read is the mapping meant: __PageMovable() is true for a movable page only',
            );
          if (flags === 0) must(!word.is(t.seen, 'anon'), 'an anonymous page is seen as anonymous');
        }),
      ]),
    );
    m.init(() => {
      page.mapping = start;
      page.locked = 1;
    });
  },
});

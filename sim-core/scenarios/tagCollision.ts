import { kernel } from '../kernel/kernel.ts';
import { clearLocked, startCached } from '../kernel/primitives.ts';
import { upTo } from '../model/fields.ts';
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
  schemes: ['page_wait', 'page_mapping', 'field'],
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
    const k = kernel(m, {
      pages: 1,
      files: 1,
      scheme: p.scheme,
      references: 2,
      waiters: 1,
      anonVmas: p.anon,
    });
    const { identity } = k;
    const page = k.page[1] as { ref: number; locked: number };
    const own = (raw: number) => raw === identity.word.own && p.scheme === 'page_wait';
    // the bits of the word that the kernel of the era tests
    const bits = (raw: number) =>
      own(raw) ? 2 ** p.tag : raw > 1 && p.anon && raw <= identity.word.ksmBase ? 1 : 0;
    m.process(
      'waiter',
      path({}, [
        step('wait_on_page_locked', 'looks at PG_locked', () => (page.locked ? undefined : 'done')),
        step('prepare_to_wait', 'hangs what the scheme has on the page, unless it is anonymous', () => {
          if (p.anon) return 'done';
          identity.addWaiter(1);
        }),
        step('io_schedule', 'sleeps until the lock is free', () => (page.locked ? BLOCK : undefined)),
        step('finish_wait', 'puts the mapping back', () => identity.dropWaiter(1)),
      ]),
    );
    m.process(
      'lock owner',
      path({}, [step('unlock_page', 'the I/O ends: clears PG_locked', () => clearLocked(k, 1))]),
    );
    m.process(
      'reclaim',
      path({ seen: upTo(identity.word.own) }, [
        step('page_lock_anon_vma_read', 'reads page->mapping without the page lock', (t) => {
          t.seen = identity.raw(1);
        }),
        step('PageAnon', 'tests PAGE_MAPPING_ANON', (t) => {
          const flags = bits(t.seen) & 3;
          const meant = 'the mapping read is the mapping meant';
          must(flags !== 1 || !own(t.seen), `${meant}: PageAnon() is true for an anon_vma only`);
          must(flags !== 2, `${meant}: __PageMovable() is true for a movable page only`);
          must(flags === p.anon || own(t.seen), 'an anonymous page is seen as anonymous');
        }),
      ]),
    );
    m.init(() => {
      startCached(k, 1, 1);
      if (p.anon) identity.setAnon(1, 1);
      page.locked = 1;
    });
    return k;
  },
});

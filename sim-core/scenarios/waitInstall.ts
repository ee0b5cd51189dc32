import { type Finder, finishWait } from '../kernel/lookup.ts';
import { pageCache } from '../kernel/pageCache.ts';
import { byHelper, readPath, truncatePath, waitPath } from '../kernel/paths.ts';
import { upTo } from '../model/fields.ts';
import { type Line, step } from '../model/path.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const waitInstall = scenario({
  id: 'wait-install',
  title: 'page_wait takes the place of the mapping while somebody waits',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018: the structure is substituted until the last waiter is gone',
  era: 'v4.17, with the proposal in place of the shared table of wait queues',
  narration: [
    'The first waiter on a page swaps the mapping for a tagged pointer to a struct page_wait, which keeps the mapping in its base.',
    'The last waiter puts the mapping back. Meanwhile the page may be truncated: then it is the base that is cleared.',
    'If the last waiter reads the base and stores it later, a truncation in between is undone: the freed page is in a file again.',
  ],
  schemes: ['page_wait', 'field', 'page_mapping'],
  parameters: {
    readers: howMany('readers', 1, 3),
    truncaters: howMany('truncating processes', 1, 2),
    waiters: howMany('processes that only wait', 1, 2, 0),
    pages: howMany('pages', 2, 3),
    files: howMany('files, all alike', 1, 2),
    atomic: yesNo('the last waiter restores the mapping in one section under the lock of the queue', 1),
  },
  variants: [
    {
      id: 'two-steps',
      says: 'the last waiter reads the base, and stores it in a second step',
      set: { atomic: 0 },
    },
    { id: 'one-section', says: 'the last waiter restores under the lock of the queue', set: {} },
  ],
  build(m, p) {
    const everyone = p.readers + p.truncaters + p.waiters;
    const k = pageCache(m, {
      pages: p.pages,
      files: p.files,
      scheme: p.scheme,
      references: everyone + 1,
      waiters: everyone,
      filesAlike: true,
    });
    const mailbox = p.atomic ? [] : m.things('saved', p.pages, { base: upTo(p.files + 1) }, { as: 'page' });
    const inTwo: Line<Finder>[] = [
      step('finish_wait', 'leaves the queue and reads the base', (t) => {
        const base = k.identity.peekBase(t.page);
        if (base > p.files) return 'left';
        (mailbox[t.page] as { base: number }).base = base;
      }),
      step('finish_wait', 'stores what it read into page->mapping', (t) => {
        k.identity.storeBase(t.page, mailbox[t.page]?.base ?? 0);
        (mailbox[t.page] as { base: number }).base = 0;
      }),
      'left:',
    ];
    const finish = p.atomic ? finishWait<Finder>(k) : inTwo;
    const options = { recheck: byHelper(k), finish };
    m.process('reader', readPath(k, options), { count: p.readers });
    m.process('truncate', truncatePath(k, options), { count: p.truncaters });
    if (p.waiters) m.process('waiter', waitPath(k, finish), { count: p.waiters });
  },
});

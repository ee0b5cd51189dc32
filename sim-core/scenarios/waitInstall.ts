import { kernel } from '../kernel/kernel.ts';
import type { Finder } from '../kernel/lookup.ts';
import { readPath } from '../kernel/read.ts';
import { truncatePath } from '../kernel/truncate.ts';
import { finishWait, waitPath } from '../kernel/wait.ts';
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
  schemes: ['page_wait', 'field', 'page_mapping', 'page_attachment', 'page_flag', 'private'],
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
    const k = kernel(m, {
      pages: p.pages,
      files: p.files,
      scheme: p.scheme,
      queue: true,
      references: everyone + 1,
      waiters: everyone,
      filesAlike: true,
    });
    const mailbox = p.atomic ? [] : m.things('saved', p.pages, { base: upTo(p.files) }, { as: 'page' });
    const saved = (page: number) => mailbox[page] as { base: number };
    const inTwo: Line<Finder>[] = [
      step('finish_wait', 'leaves the queue and reads the base', (t) => {
        const base = k.identity.peekBase(t.page);
        if (base < 0) return 'left';
        saved(t.page).base = base;
      }),
      step('finish_wait', 'stores what it read into page->mapping', (t) => {
        k.identity.storeBase(t.page, saved(t.page).base);
        saved(t.page).base = 0;
      }),
      'left:',
    ];
    const finish = p.atomic ? finishWait<Finder>(k) : inTwo;
    m.process('reader', readPath(k, { finish }), { count: p.readers });
    m.process('truncate', truncatePath(k, { finish }), { count: p.truncaters });
    if (p.waiters) m.process('waiter', waitPath(k, finish), { count: p.waiters });
    return k;
  },
});

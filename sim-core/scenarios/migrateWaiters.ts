import { kernel } from '../kernel/kernel.ts';
import { migratePath, migrationWaitPath } from '../kernel/migrate.ts';
import { startMapped } from '../kernel/primitives.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const migrateWaiters = scenario({
  id: 'migrate-waiters',
  title: 'Waiters on a page that is being migrated',
  raisedBy: 'Tim Chen and Kan Liang 2017 (3700 waiters on one page); Hugh Dickins, commit 9a1ea439b16b',
  era: 'v4.17 and v5.0 (put_and_wait_on_page_locked)',
  narration: [
    'Threads that fault on a page under migration wait for its lock, each holding a reference.',
    'Migration counts references, finds too many, gives up and tries again, ten times: it fails because of those who wait for it.',
    'With waiters hung on the word, migration has one more duty: what hangs on the old page must come along, or be woken.',
  ],
  facts:
    'The report of 2017 was one hot page. Per-page queues do not shorten the queue of one page; waiting without a reference did.',
  schemes: ['field', 'page_wait', 'page_mapping', 'page_attachment', 'page_flag', 'private'],
  parameters: {
    waiters: howMany('threads that fault on the page', 2, 3),
    tries: { says: 'tries of a migration (ten in the kernel)', default: 2, min: 1, max: 3 },
    holdsReference: yesNo('a waiter holds a reference while it sleeps', 0),
    carried: yesNo('the waiters hung on the old page are woken when the page has moved', 1),
  },
  variants: [
    { id: 'with-reference', says: 'waiters hold a reference (before v5.0)', set: { holdsReference: 1 } },
    { id: 'not-carried', says: 'what hangs on the old page is left there', set: { carried: 0 } },
    { id: 'without-reference', says: 'waiters drop their reference before they sleep', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 2,
      files: 1,
      references: p.waiters + 3,
      queue: true,
      waiters: p.waiters + 1,
      ptes: 1,
    });
    const thread = migrationWaitPath(k, { pte: 1, reference: p.holdsReference === 1 });
    m.process('migration', migratePath(k, { tries: p.tries, carries: p.carried === 1, mustSucceed: true }));
    m.process('thread', thread, { count: p.waiters });
    m.init(() => startMapped(k, 1, 1, 0));
    return k;
  },
});

import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
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
  schemes: ['field', 'page_wait'],
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
    const inWord = p.scheme === 'page_wait';
    const old = m.thing('old page', {
      ref: upTo(p.waiters + 2),
      locked: bit,
      mapping: oneOf('anon_vma|1', '&page_wait', 'NULL'),
    });
    const pte = m.thing('pte', { is: oneOf('present', 'migration entry', 'new page') });
    m.process(
      'migration',
      path({ tries: upTo(p.tries) }, [
        'try:',
        step('__unmap_and_move', 'locks the page', () => {
          old.locked = 1;
        }),
        step('try_to_unmap', 'replaces the PTEs by migration entries', () => {
          pte.is = 1;
        }),
        step('migrate_page_move_mapping', 'are there references besides ours?', (t) => {
          t.tries++;
          return old.ref > 1 ? 'again' : undefined;
        }),
        step('move_to_new_page', 'moves the contents and the mapping', () => {
          if (inWord && old.mapping === 1 && p.carried) for (const w of sleepers) w.waitOn = 0;
          old.mapping = 2;
        }),
        step('remove_migration_ptes', 'points the PTEs to the new page', () => {
          pte.is = 2;
        }),
        step('unlock_page', 'unlocks the old page and wakes its waiters', () => {
          old.locked = 0;
          // waiters are found through the word, which has moved, or through the table of queues, which has not
          if (!inWord) for (const w of sleepers) w.waitOn = 0;
          return 'done';
        }),
        'again:',
        step('remove_migration_ptes', 'too many: puts the PTEs back', () => {
          pte.is = 0;
        }),
        step('unlock_page', 'unlocks and wakes the waiters', (t) => {
          old.locked = 0;
          for (const w of sleepers) w.waitOn = 0;
          if (old.mapping === 1) old.mapping = 0;
          must(t.tries < p.tries, 'a page that nobody pins can be migrated');
          return 'try';
        }),
      ]),
    );
    m.process(
      'thread',
      path({ waitOn: bit }, [
        step('do_swap_page', 'faults: is there a migration entry?', () => {
          if (pte.is !== 1) return 'done';
          if (p.holdsReference) old.ref++;
        }),
        step('__migration_entry_wait', 'queues itself on the old page, if it is still locked', (t) => {
          if (!old.locked || old.mapping === 2) return 'leave';
          t.waitOn = 1;
          if (inWord) old.mapping = 1;
        }),
        step('io_schedule', 'sleeps', (t) => (t.waitOn ? BLOCK : undefined)),
        'leave:',
        step('put_page', 'drops what it holds', () => {
          if (p.holdsReference) old.ref--;
        }),
      ]),
      { count: p.waiters },
    );
    const sleepers = m.processesWith('waitOn');
    m.init(() => {
      old.ref = 1;
    });
  },
});

import type { Stop } from '../stop.ts';

export const pageWait: Stop = {
  id: 'page-wait',
  title: 'A wait queue in place of the mapping',
  about:
    'While somebody waits on a page, its word points to the queue. The last one out puts the mapping back.',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018; Hugh Dickins found it “a bit peculiar”',
  takes: {
    twoSteps: { scenario: 'wait-install', scheme: 'page_wait', variant: 'two-steps', goal: 'bug' },
    oneSection: { as: 'twoSteps', variant: 'one-section' },
    tag: { scenario: 'tag-collision', scheme: 'page_wait', variant: 'bit-0', goal: 'bug' },
  },
  beats: [
    {
      take: 'twoSteps',
      upTo: { by: 'reader', changes: 'page1.mapping' },
      says: 'A reader has put a page into the page cache. Its mapping word names the file. The page is locked while it is filled.',
    },
    {
      upTo: { by: 'waiter', fn: 'prepare_to_wait' },
      says: 'Another process must wait. Linux has 256 queues for all pages of the machine. In the proposal the waiter hangs a page_wait on the page instead: the word changes, its low bit is set, and the mapping is kept in the base.',
    },
    {
      upTo: { by: 'waiter', fn: 'finish_wait' },
      says: 'The page is ready, the waiter wakes and is the last one. It reads the base, to put it back. But it does not yet store it.',
    },
    {
      upTo: { by: 'truncate', fn: '__delete_from_page_cache' },
      says: 'In that gap the file is truncated. Truncation does everything right: the word is a page_wait, so it clears the base.',
    },
    {
      upTo: { by: 'waiter', fn: 'finish_wait', nth: 2 },
      says: 'The waiter stores what it had read. A page that left the file is in the file again.',
    },
    { upTo: 'end', says: 'When the last reference goes, a page is freed that still names a file.' },
    {
      take: 'oneSection',
      upTo: 'end',
      says: 'Read and restored in one section under the lock of the queue, the same schedule ends well, and so does every other.',
    },
    {
      take: 'tag',
      upTo: { by: 'waiter', changes: 'page.mapping' },
      says: 'One trap is left in the sketch itself. The low bit of this word has had a meaning since 2.6.9: anonymous page.',
    },
    {
      upTo: 'end',
      says: 'Reclaim looks at the word without the lock, sees the bit, and takes a wait queue for an anon_vma.',
    },
  ],
  workload: { id: 'wait-collision', says: 'How long do shared queues get? The curves.' },
};

import type { Stop } from '../stop.ts';

export const ksmGeneric: Stop = {
  id: 'ksm-generic',
  title: 'KSM does it already',
  about: 'Same-page merging hangs its own structure on the word. Made generic, it must hear of every write.',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018, and his patches 74 to 79',
  takes: {
    countFirst: { scenario: 'ksm-merge', scheme: 'field', variant: 'count-first', goal: 'bug' },
    clearFirst: { as: 'countFirst', variant: 'clear-first' },
    noGup: { scenario: 'ksm-attachment', scheme: 'page_attachment', variant: 'no-gup', goal: 'bug' },
    allEvents: { as: 'noGup', variant: 'all-events' },
    noSwap: { scenario: 'ksm-attachment', scheme: 'page_attachment', variant: 'no-swapin', goal: 'bug' },
  },
  beats: [
    {
      take: 'countFirst',
      upTo: 'start',
      says: 'KSM looks for pages with equal contents and keeps one of them, read-only, for all. So it already write-protects pages, and it already puts a pointer of its own into the mapping word. Why not make that a service for everybody?',
    },
    {
      upTo: 'end',
      says: 'Its protocol is delicate. Here it counts references before it clears the page table entry. A device pins the page in between, writes to the old copy, and the write is lost.',
    },
    {
      take: 'clearFirst',
      upTo: 'end',
      says: 'The real code clears the entry first and counts afterwards. The same choices: now the pin cannot slip in unseen.',
    },
    {
      take: 'noGup',
      upTo: { by: 'device pin', fn: 'get_user_pages' },
      says: 'Made generic, the attachment has one operation: unprotect. Whoever is about to write must call it. Suppose that pins were forgotten.',
    },
    {
      upTo: 'end',
      says: 'A device writes through its pin into the shared page, and an innocent program reads somebody else’s bytes.',
    },
    {
      take: 'noSwap',
      upTo: 'end',
      says: 'Or swap is forgotten: the page goes out, comes back by a write fault, and is writable although it is shared.',
    },
    {
      take: 'allEvents',
      upTo: 'end',
      says: 'Glisse’s patches name the events: write fault, swap-in, and get_user_pages. With all three, every interleaving keeps the promise. A fourth way to write that nobody thinks of would break it.',
    },
  ],
};

import type { Stop } from '../stop.ts';

export const duplicated: Stop = {
  id: 'duplicated-memory',
  title: 'One page, a copy on each GPU',
  about: 'Kernel duplicated memory: fast to read, and it must collapse before anybody writes.',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018; CUDA’s ReadMostly does the same',
  takes: {
    writeFirst: {
      scenario: 'duplicate-gpus',
      scheme: 'page_attachment',
      variant: 'write-first',
      goal: 'bug',
    },
    collapse: { as: 'writeFirst', variant: 'collapse-first' },
    noLock: {
      scenario: 'duplicate-gpus',
      scheme: 'page_attachment',
      variant: 'copy-without-lock',
      goal: 'bug',
    },
  },
  beats: [
    {
      take: 'writeFirst',
      upTo: 'start',
      says: 'Several GPUs read the same input. Each has a copy of the page in its own memory, where reading is many times faster than over the bus. That works as long as nobody writes, so the host’s page is write-protected.',
    },
    {
      upTo: { by: 'program', fn: 'page_mkwrite' },
      says: 'Now the program writes. The page table entry is read-only, so it faults, and the kernel comes to page_mkwrite with the page locked. The copies are still there.',
    },
    {
      upTo: 'end',
      says: 'In this variant the entry becomes writable first, and the copies would be dropped afterwards. Between the two, a CPU may write and a GPU may read what is no longer true.',
    },
    {
      take: 'collapse',
      upTo: { by: 'program', fn: 'uvm_va_block_unmap' },
      says: 'The other order: under the page lock each GPU drops its copy, one by one.',
    },
    {
      upTo: { by: 'program', changes: 'pte.writable' },
      says: 'Only when no copy is left does the page become writable. This order holds in every interleaving.',
    },
    {
      take: 'noLock',
      upTo: { by: 'GPU work', fn: 'page_cache_get_speculative' },
      says: 'The lock matters as much as the order. Here the copies have just been dropped, and a GPU comes back for the page without taking the page lock.',
    },
    {
      upTo: { by: 'GPU work', fn: 'uvm_va_block_map' },
      says: 'It makes a new copy behind the back of the fault that had just removed the old one.',
    },
    {
      upTo: 'end',
      says: 'Then the page becomes writable: two kinds of access that must never meet have met.',
    },
  ],
  workload: { id: 'duplicate-bandwidth', says: 'What a copy is worth, and what a write costs: the curves.' },
};

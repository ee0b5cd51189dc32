import type { Stop } from '../stop.ts';

export const deviceProtect: Stop = {
  id: 'device-write-protect',
  title: 'A page lent to a device',
  about: 'Why somebody wants to hang a structure on a page at all: write protection for a GPU.',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018',
  takes: {
    forgotten: {
      scenario: 'device-atomic',
      scheme: 'page_attachment',
      variant: 'write-forgotten',
      goal: 'bug',
    },
    asked: { as: 'forgotten', variant: 'all-ways' },
  },
  beats: [
    {
      take: 'forgotten',
      upTo: 'start',
      says: 'A GPU wants to count in memory of the host. Across PCIe an atomic increment is slow: each one waits for its answer. Jérôme Glisse’s idea: take write access from the CPU for a while, and the device may use plain loads and stores.',
    },
    {
      upTo: { by: 'device', changes: 'page.mapping' },
      says: 'The driver locks the page, takes write access from every page table entry, and leaves a note on the page itself: its mapping word now points to a page_attachment, and the mapping lies behind that.',
    },
    {
      upTo: { by: 'device', fn: 'device load' },
      says: 'The device reads the counter. It believes that nobody else can write now.',
    },
    {
      upTo: { by: 'write(2)', does: 'writes to the page' },
      says: 'But a CPU has more ways to write than a page table. Here write(2) was forgotten: it finds the page through its file, never meets the protection, and increments too.',
    },
    {
      upTo: 'end',
      says: 'The device stores what it computed from the old value. One increment is gone. No crash, no warning; just a wrong number.',
    },
    {
      take: 'asked',
      upTo: { by: 'write(2)', fn: 'page_ronly_ops.unprotect' },
      says: 'The same schedule, with one line more: write(2) looks at the attachment and asks for the page back.',
    },
    {
      upTo: { by: 'write(2)', does: 'writes to the page' },
      says: 'The device finishes, gives the page back, and only then write(2) goes on.',
    },
    {
      upTo: 'end',
      says: 'Nothing is lost. All interleavings were explored: with every way to write covered, the rule holds. The price is to know every way. Whether it pays is another question: see the curves.',
    },
  ],
  workload: { id: 'atomics', says: 'When does protection pay? The curves.' },
};

import { devicePath, libraryPath } from '../kernel/device.ts';
import { noWriteLost } from '../kernel/invariants.ts';
import { kernel } from '../kernel/kernel.ts';
import { mkwritePath } from '../kernel/pageMkwrite.ts';
import { startMapped } from '../kernel/primitives.ts';
import { scenario } from '../scenario.ts';
import { PROTECTING } from '../schemes/index.ts';

export const oldProgram = scenario({
  id: 'old-program',
  title: 'A program that writes although a device has the page',
  raisedBy:
    'Dan Williams against Jérôme Glisse, LSF/MM 2018: tell user space not to do that / it may be a ten-year-old program',
  era: 'v4.17, proposal',
  narration: [
    'A library was updated to use the GPU; the program above it was not, and writes whenever it likes.',
    'With nothing but an agreement, its write is lost. Write protection turns the write into a fault that waits for the device.',
    'Williams’ answer is a new library call: a program that calls it waits by itself and needs no protection.',
  ],
  schemes: PROTECTING,
  parameters: {
    means: {
      says: '0 = an agreement that the old program does not know, 1 = write protection, 2 = the program was ported to a call that waits',
      default: 1,
      min: 0,
      max: 2,
    },
  },
  variants: [
    { id: 'agreement', says: 'the program is expected not to write', set: { means: 0 } },
    { id: 'write-protection', says: 'the kernel write-protects the page', set: {} },
    { id: 'new-library', says: 'the program calls a library that waits for the device', set: { means: 2 } },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 4,
      ptes: 1,
      devices: 1,
      holders: 1,
      writes: 3,
    });
    m.process('device', devicePath(k, { protects: p.means === 1 }));
    m.process('old program', p.means === 2 ? libraryPath(k, 1) : mkwritePath(k, { pte: 1 }));
    noWriteLost(m, k);
    m.init(() => startMapped(k, 1, 1, 1));
    return k;
  },
});

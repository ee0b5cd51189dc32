import { devicePath, pinPath } from '../kernel/device.ts';
import { noWriteLost, oneClassOfWriter } from '../kernel/invariants.ts';
import { kernel } from '../kernel/kernel.ts';
import { mkwritePath } from '../kernel/pageMkwrite.ts';
import { startMapped } from '../kernel/primitives.ts';
import { writePath } from '../kernel/write.ts';
import { scenario, yesNo } from '../scenario.ts';
import { PROTECTING } from '../schemes/index.ts';

export const deviceAtomic = scenario({
  id: 'device-atomic',
  title: 'A device works without slow atomics on memory that the host has write-protected',
  raisedBy:
    'Jérôme Glisse, LSF/MM 2018: PCIe atomics are slow; protect the page and the device may use plain reads and writes',
  era: 'v4.17, proposal',
  narration: [
    'While the page is write-protected, the device increments a counter in it by an ordinary load and store.',
    'Every way in which the CPU can write must first make the device stop: the write fault, write(2), a pin, reclaim.',
    'A way that is forgotten writes between the device’s load and store, and its write is lost.',
    'With the field alone nothing on the page tells the CPU’s side of the device: every way is forgotten.',
  ],
  facts:
    'The article says "256-byte transactions". PCIe AtomicOps carry 4, 8 or 16 bytes of operand (a 128-bit CAS carries 256 bits); each waits for a completion, which is the slow part.',
  schemes: [...PROTECTING, 'field'],
  parameters: {
    writeCall: yesNo('write(2) breaks the protection', 1),
    pin: yesNo('get_user_pages breaks the protection', 1),
    rounds: { says: 'increments by the device', default: 1, min: 1, max: 3 },
  },
  variants: [
    { id: 'write-forgotten', says: 'write(2) does not know of the protection', set: { writeCall: 0 } },
    { id: 'pin-forgotten', says: 'get_user_pages does not know of the protection', set: { pin: 0 } },
    { id: 'all-ways', says: 'fault, write(2) and pin break the protection', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 6,
      ptes: 1,
      devices: 1,
      holders: 1,
      writes: p.rounds + 3,
    });
    m.process('device', devicePath(k, { rounds: p.rounds }));
    m.process('program', mkwritePath(k, { pte: 1 }));
    m.process('write(2)', writePath(k, { knows: p.writeCall === 1 }));
    m.process('pin', pinPath(k, { pte: 1, knows: p.pin === 1 }));
    noWriteLost(m, k);
    oneClassOfWriter(m, k);
    m.init(() => startMapped(k, 1, 1, 0));
    return k;
  },
});

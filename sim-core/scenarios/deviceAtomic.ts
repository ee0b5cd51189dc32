import { breakProtection, letGo, protectedPage } from '../kernel/protect.ts';
import { upTo } from '../model/fields.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

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
  ],
  facts:
    'The article says "256-byte transactions". PCIe AtomicOps carry 4, 8 or 16 bytes of operand (a 128-bit CAS carries 256 bits); each waits for a completion, which is the slow part.',
  schemes: ['page_attachment'],
  parameters: {
    writeCall: yesNo('write(2) breaks the protection', 1),
    pin: yesNo('get_user_pages breaks the protection', 1),
    rounds: { says: 'increments by the device', default: 2, min: 1, max: 3 },
  },
  variants: [
    { id: 'write-forgotten', says: 'write(2) does not know of the protection', set: { writeCall: 0 } },
    { id: 'pin-forgotten', says: 'get_user_pages does not know of the protection', set: { pin: 0 } },
    { id: 'all-ways', says: 'fault, write(2) and pin break the protection', set: {} },
  ],
  build(m, p) {
    const g = protectedPage(m);
    const counter = m.thing('counter', { value: upTo(p.rounds + 3), meant: upTo(p.rounds + 3) });
    const add = () => {
      counter.value++;
      counter.meant++;
    };
    m.process(
      'device',
      path({ seen: upTo(p.rounds + 3), left: upTo(p.rounds) }, [
        step('dma_map_page', 'starts its work', (t) => {
          t.left = p.rounds;
        }),
        'protect:',
        step('page_ronly', 'under the page lock: takes write access from every PTE', () => {
          if (g.page.locked) return BLOCK;
          g.pte.writable = 0;
          g.page.protectedBy = 1;
        }),
        'work:',
        step('device load', 'reads the counter', (t) => {
          t.seen = counter.value;
        }),
        step('device store', 'writes back one more', (t) => {
          counter.value = t.seen + 1;
          counter.meant++;
          t.left--;
        }),
        step('device interrupt', 'ready? asked to stop?', (t) => {
          if (g.owner.asked || t.left === 0) {
            g.page.protectedBy = 0;
            g.owner.asked = 0;
            return t.left ? 'protect' : 'done';
          }
          return 'work';
        }),
      ]),
    );
    m.process(
      'program',
      path({}, [
        ...breakProtection(g, 'do_wp_page'),
        step('set_pte_at', 'makes the PTE writable', () => {
          g.pte.writable = 1;
        }),
        step('store', 'adds one to the counter by a locked instruction', add),
        ...letGo(g),
      ]),
    );
    const writer = (knows: number, fn: string, does: string) =>
      path({}, knows ? [...breakProtection(g, fn), step(fn, does, add), ...letGo(g)] : [step(fn, does, add)]);
    m.process('write(2)', writer(p.writeCall, 'generic_perform_write', 'writes to the page'));
    m.process('pin', writer(p.pin, 'get_user_pages', 'writes through a pinned page'));
    m.invariant('no write is lost: the counter holds every increment', () => counter.value === counter.meant);
  },
});

import { breakProtection, letGo, protectedPage } from '../kernel/protect.ts';
import { upTo } from '../model/fields.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';

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
  schemes: ['page_attachment'],
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
    const g = protectedPage(m);
    const data = m.thing('data', { value: upTo(3), meant: upTo(3) });
    const store = step<object>('store', 'the program writes', () => {
      data.value++;
      data.meant++;
    });
    m.process(
      'device',
      path({ seen: upTo(3) }, [
        step('ioctl', 'is told to work on the page', () => {
          if (g.page.locked) return BLOCK;
          g.page.protectedBy = 1;
          g.pte.writable = p.means === 1 ? 0 : 1;
        }),
        step('device load', 'reads', (t) => {
          t.seen = data.value;
        }),
        step('device store', 'writes back what it computed', (t) => {
          data.value = t.seen + 1;
          data.meant++;
        }),
        step('device interrupt', 'has done', () => {
          g.page.protectedBy = 0;
          g.owner.asked = 0;
        }),
      ]),
    );
    // the check of the PTE and the store are one instruction; after a fault it is tried again
    const faulting = [
      'attempt:',
      step<object>('store', 'tries to write: goes through if the PTE lets it', () => {
        if (!g.pte.writable) return undefined;
        data.value++;
        data.meant++;
        return 'done';
      }),
      ...breakProtection<object>(g, 'do_wp_page'),
      step<object>('set_pte_at', 'makes the PTE writable', () => {
        g.pte.writable = 1;
      }),
      ...letGo<object>(g),
      step<object>('store', 'returns to the instruction', () => 'attempt'),
    ];
    const programs = [
      [store],
      faulting,
      [...breakProtection<object>(g, 'library wait'), store, ...letGo<object>(g)],
    ];
    m.process('old program', path({}, programs[p.means] ?? [store]));
    m.invariant('no write is lost', () => data.value === data.meant);
  },
});

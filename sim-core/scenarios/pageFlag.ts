import { watchingPath } from '../kernel/device.ts';
import { kernel } from '../kernel/kernel.ts';
import { startCached } from '../kernel/primitives.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const pageFlag = scenario({
  id: 'page-flag',
  title: 'A page flag in place of a pointer',
  raisedBy: 'Hugh Dickins, LSF/MM 2018: if the goal is write protection, a new page flag might be better',
  era: 'v4.17, proposal',
  narration: [
    'A flag says "write-protected by a device". It costs one bit and leaves the page’s identity alone.',
    'One bit cannot tell by whom, nor by how many: the first device that ends clears it for the other.',
    'With a count beside the flag (which needs a place, so an attachment after all) the last one clears it.',
  ],
  schemes: ['page_flag', 'page_attachment', 'page_mapping', 'private'],
  parameters: {
    devices: howMany('devices that work on the page', 2, 3),
    counted: yesNo('holders are counted', 1),
  },
  variants: [
    { id: 'flag-alone', says: 'the flag is all there is', set: { counted: 0 } },
    {
      id: 'flag-alone-one-device',
      says: 'the flag is all there is, and one device uses it',
      set: { counted: 0, devices: 1 },
    },
    { id: 'counted', says: 'the flag is cleared by the last holder', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 1,
      writes: 1,
      holders: p.devices,
      counted: p.counted === 1,
    });
    const page = k.page[1] as { data: number };
    m.process('device', watchingPath(k), { count: p.devices });
    m.process(
      'program',
      path({}, [
        step('do_wp_page', 'writes once nobody protects the page', () => {
          if (k.identity.isProtected(1)) return BLOCK;
          page.data = 1;
        }),
      ]),
    );
    const devices = m.processesWith('works') as { works: number; seen: number }[];
    m.invariant('no write reaches a page that a device works on', () =>
      devices.every((d) => !d.works || d.seen === page.data),
    );
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});

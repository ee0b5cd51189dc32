import { bit, upTo } from '../model/fields.ts';
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
  schemes: ['page_flag', 'page_attachment'],
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
    const page = m.thing('page', { PG_ronly: bit, data: bit });
    const list = m.thing('attachment', { holders: upTo(p.devices) });
    // an attachment is itself the list of holders: it counts whatever the parameter says
    const counted = p.counted === 1 || p.scheme === 'page_attachment';
    m.process(
      'device',
      path({ seen: bit, works: bit }, [
        step('page_ronly', 'sets the flag', () => {
          page.PG_ronly = 1;
          if (counted) list.holders++;
        }),
        step('device load', 'reads the page', (t) => {
          t.seen = page.data;
          t.works = 1;
        }),
        step('device load', 'reads it again: the page must not have changed', (t) => {
          if (t.seen !== page.data) return 'changed';
        }),
        step('page_ronly', 'clears the flag', (t) => {
          t.works = 0;
          if (counted) list.holders--;
          if (!counted || list.holders === 0) page.PG_ronly = 0;
          return 'done';
        }),
        'changed:',
        step('device load', 'sees another value', () => 'done'),
      ]),
      { count: p.devices },
    );
    const devices = m.processesWith('works') as { works: number; seen: number }[];
    m.process(
      'program',
      path({}, [
        step('do_wp_page', 'writes once the flag is clear', () => {
          if (page.PG_ronly) return BLOCK;
          page.data = 1;
        }),
      ]),
    );
    m.invariant('no write reaches a page that a device works on', () =>
      devices.every((d) => !d.works || d.seen === page.data),
    );
  },
});

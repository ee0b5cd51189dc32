import { bit, ref, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';

export const pageTwoFiles = scenario({
  id: 'page-two-files',
  title: 'One page shared between two files',
  raisedBy: 'Chris Mason, LSF/MM 2018: sharing pages between files is a big deal',
  era: 'v4.17, proposal (reflink and snapshot sharing)',
  narration: [
    'Two files share a block, and should share the page. But the page has one mapping, and the finders of the other file do not recognise it.',
    'They lock it, see a foreign mapping, and start again, for ever.',
    'It works if the attachment lists every file, and each finder looks for its own there; truncation of one file then leaves the other’s entry.',
  ],
  schemes: ['page_attachment', 'field'],
  parameters: {
    list: {
      says: '0 = one mapping, 1 = a list of aliases, 2 = a list that truncation clears as a whole',
      default: 1,
      min: 0,
      max: 2,
    },
  },
  variants: [
    { id: 'one-mapping', says: 'the page has one mapping', set: { list: 0 } },
    {
      id: 'list-cleared',
      says: 'the page has a list, and truncation of one file clears it',
      set: { list: 2 },
    },
    { id: 'list', says: 'the page has a list; truncation removes one entry', set: {} },
  ],
  build(m, p) {
    const page = m.thing('page', { locked: bit, mapping: ref('mapping', 2), ref: upTo(4) });
    const file = m.things('mapping', 2, { slot: bit, alias: bit });
    const of = (index: number) => file[index] as { slot: number; alias: number };
    // the field scheme has no place for a list
    const list = p.scheme === 'field' ? 0 : p.list;
    const belongs = (index: number) => (list ? of(index).alias === 1 : page.mapping === index);
    const lookup = (index: number, found: ReturnType<typeof step<object>>[]) =>
      path({}, [
        'again:',
        step('find_get_entry', 'finds the shared page in its file’s slot', () => {
          if (!of(index).slot) return 'done';
          page.ref++;
        }),
        step('lock_page', 'takes the page lock', () => {
          if (page.locked) return BLOCK;
          page.locked = 1;
        }),
        step('pagecache_get_page', 'does the page belong to this file?', () =>
          belongs(index) ? undefined : 'retry',
        ),
        ...found,
        step('unlock_page', 'unlocks and puts the page', () => {
          page.locked = 0;
          page.ref--;
          return 'done';
        }),
        'retry:',
        step('unlock_page', 'unlocks, puts, starts again', () => {
          page.locked = 0;
          page.ref--;
          return 'again';
        }),
      ]);
    m.process(
      'reader of B',
      lookup(2, [
        step('copy_page_to_iter', 'reads the page', () =>
          must(belongs(2), 'the page read belongs to the file meant'),
        ),
      ]),
    );
    m.process(
      'truncate A',
      lookup(1, [
        step('__delete_from_page_cache', 'takes the page out of A', () => {
          of(1).slot = 0;
          of(1).alias = 0;
          if (list === 2) of(2).alias = 0;
          if (page.mapping === 1) page.mapping = 0;
        }),
      ]),
    );
    m.init(() => {
      page.mapping = 1;
      for (const f of file.slice(1)) {
        f.slot = 1;
        f.alias = 1;
      }
    });
  },
});

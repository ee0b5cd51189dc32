import { kernel } from '../kernel/kernel.ts';
import { byHelper } from '../kernel/lookup.ts';
import { startCached } from '../kernel/primitives.ts';
import { readPath } from '../kernel/read.ts';
import { truncatePath } from '../kernel/truncate.ts';
import { bit } from '../model/fields.ts';
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
  schemes: ['page_attachment', 'field', 'page_flag', 'private'],
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
    const k = kernel(m, { scheme: p.scheme, pages: 1, files: 2, references: 4 });
    const listed = m.things('aliases', 2, { has: bit }, { as: 'mapping' });
    // only an attachment has a place for a list
    const list = p.scheme === 'page_attachment' ? p.list : 0;
    const owner = list ? (_: number, file: number) => listed[file]?.has === 1 : byHelper(k);
    const onDelete = (file: number) => {
      for (const [at, alias] of listed.entries()) if (at > 0 && (list === 2 || at === file)) alias.has = 0;
    };
    m.process('reader of B', readPath(k, { file: 2, recheck: owner, owner }));
    m.process('truncate A', truncatePath(k, { file: 1, recheck: owner, owner, onDelete }));
    m.init(() => {
      startCached(k, 1, 2);
      startCached(k, 1, 1);
      (k.page[1] as { ref: number }).ref = 2;
      for (const alias of listed.slice(1)) alias.has = 1;
    });
    return k;
  },
});

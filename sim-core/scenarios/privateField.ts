import { kernel } from '../kernel/kernel.ts';
import {
  byHelper,
  type Finder,
  finderLocals,
  findGetPage,
  pickFile,
  putAndLeave,
  putAndRetry,
  recheckPage,
} from '../kernel/lookup.ts';
import { startCached } from '../kernel/primitives.ts';
import { lockPage, unlockPage } from '../kernel/wait.ts';
import { bufferedWritePath } from '../kernel/write.ts';
import { path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const privateField = scenario({
  id: 'private-field',
  title: 'page->private in place of page->mapping',
  raisedBy: 'Matthew Wilcox: use `private`; Chris Mason: "private is mine!"; Boaz Harrosh asked again',
  era: 'v4.17 (fs/buffer.c: attach_page_buffers, page_buffers)',
  narration: [
    'A file system keeps its buffer heads in page->private and marks that by PG_private.',
    'An attachment put there is taken for buffer heads by the next writeback.',
    'Asking PG_private first keeps the attachment from overwriting buffer heads, not the file system from finding the attachment: every file system would have to look. In `mapping` nobody else stores.',
  ],
  schemes: ['private', 'page_attachment', 'page_mapping', 'page_flag'],
  parameters: {
    care: {
      says: '0 = store without asking, 1 = ask PG_private, then store, 2 = ask and store under the page lock',
      default: 2,
      min: 0,
      max: 2,
    },
    knows: yesNo('the file system looks whose private it is before it walks its buffer heads', 0),
  },
  variants: [
    { id: 'store', says: 'the attachment is stored without asking', set: { care: 0 } },
    { id: 'ask-then-store', says: 'PG_private is tested, then the attachment is stored', set: { care: 1 } },
    { id: 'page-lock', says: 'both under the page lock', set: {} },
    {
      id: 'file-system-knows',
      says: 'under the page lock, and the file system was taught to look for attachments',
      set: { knows: 1 },
    },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 3,
      holders: 1,
      buffers: true,
    });
    const locked = p.care === 2;
    m.process(
      'protect',
      path(finderLocals(k), [
        pickFile<Finder>(k, 'page_ronly'),
        ...findGetPage<Finder>(k, 'done'),
        ...(locked ? [...lockPage<Finder>(k), recheckPage<Finder>('page_is_truncated', byHelper(k))] : []),
        ...(p.care && p.scheme === 'private'
          ? [
              step<Finder>('PagePrivate', 'is the field in use?', (t) =>
                k.identity.hasPrivate(t.page) ? 'leave' : undefined,
              ),
            ]
          : []),
        step<Finder>('page_ronly', 'stores the attachment where the scheme keeps it', (t) =>
          k.identity.protect(t.page),
        ),
        'leave:',
        ...(locked ? unlockPage<Finder>(k) : []),
        ...putAndLeave<Finder>(k),
        ...putAndRetry<Finder>(k),
      ]),
    );
    m.process('write(2)', bufferedWritePath(k, p.knows === 1));
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});

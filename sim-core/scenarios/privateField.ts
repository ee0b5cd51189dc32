import { bit, oneOf, taggedWord } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
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
  schemes: ['private', 'page_attachment'],
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
    const word = taggedWord({
      none: { text: '0' },
      buffers: { text: 'buffer_head' },
      attachment: { text: '&page_attachment' },
    });
    const page = m.thing('page', {
      private: word,
      PG_private: bit,
      locked: bit,
      mapping: oneOf('mapping', '&page_attachment|3'),
    });
    const lock = step<object>('lock_page', 'takes the page lock', () => {
      if (page.locked) return BLOCK;
      page.locked = 1;
    });
    const unlock = step<object>('unlock_page', 'drops the page lock', () => {
      page.locked = 0;
    });
    const storePrivate = [
      ...(p.care
        ? [step<object>('PagePrivate', 'is the field in use?', () => (page.PG_private ? 'leave' : undefined))]
        : []),
      step<object>('page_ronly', 'stores the attachment in page->private', () => {
        must(!word.is(page.private, 'buffers'), 'no buffer heads are overwritten');
        page.private = word.of('attachment');
        page.PG_private = 1;
      }),
    ];
    const store =
      p.scheme === 'private'
        ? storePrivate
        : [
            step<object>('page_ronly', 'stores the attachment in page->mapping', () => {
              page.mapping = 1;
            }),
          ];
    m.process(
      'protect',
      path(
        {},
        p.care === 2
          ? [lock, ...store, 'leave:', unlock]
          : [...store, 'leave:', step('page_ronly', 'returns', () => 'done')],
      ),
    );
    m.process(
      'write(2)',
      path({}, [
        lock,
        step('page_has_buffers', 'has the page buffers already?', () =>
          page.PG_private ? 'use' : undefined,
        ),
        step('attach_page_buffers', 'puts its buffer heads into page->private', () => {
          page.private = word.of('buffers');
          page.PG_private = 1;
        }),
        'use:',
        step('page_buffers', 'walks the buffer heads in page->private', () => {
          if (p.knows && word.is(page.private, 'attachment')) return 'busy';
          must(word.is(page.private, 'buffers'), 'what the file system finds in page->private is its own');
        }),
        'busy:',
        unlock,
      ]),
    );
  },
});

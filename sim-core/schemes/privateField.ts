// `private`: Matthew Wilcox' question. page->mapping stays as it is; the attachment goes into
// page->private, which the file system takes for its own.
import { bit, taggedWord, upTo } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { mappingWord, type Sizes, viewOf, wordView } from './word.ts';

export function privateField(m: Model, sizes: Sizes): Identity {
  const { pages, holders = 1 } = sizes;
  const word = mappingWord(sizes);
  const kind = taggedWord({
    none: { text: '0' },
    attachment: { text: '&page_attachment' },
    buffers: { text: 'buffer_head' },
  });
  const NONE = kind.of('none');
  const ATTACHMENT = kind.of('attachment');
  const BUFFERS = kind.of('buffers');
  const page = m.things('page', pages, { mapping: word.kind, private: kind, PG_private: bit });
  const list =
    holders > 1 ? m.things('page_attachment', pages, { holders: upTo(holders) }, { as: 'page' }) : [];
  const of = (index: number) => page[index] as { mapping: number; private: number; PG_private: number };
  const behind = (index: number) => list[index] as { holders: number };
  const set = (index: number, value: number): void => {
    of(index).private = value;
    of(index).PG_private = value === NONE ? 0 : 1;
  };
  return identityFrom(word, {
    scheme: 'private',
    load: (index) => of(index).mapping,
    save: (index, value) => {
      of(index).mapping = value;
    },
    raw: (index) => of(index).mapping,
    remembers: true,
    protect: (index) => {
      must(of(index).private !== BUFFERS, 'no buffer heads are overwritten');
      set(index, ATTACHMENT);
      if (holders > 1) behind(index).holders++;
    },
    unprotect: (index) => {
      if (of(index).private !== ATTACHMENT) return;
      if (holders > 1) behind(index).holders--;
      if (holders === 1 || behind(index).holders === 0) set(index, NONE);
    },
    isProtected: (index) => of(index).private === ATTACHMENT,
    hasPrivate: (index) => of(index).PG_private === 1,
    hasBuffers: (index) => of(index).private === BUFFERS,
    attachBuffers: (index) => set(index, BUFFERS),
    wordsOf: (index) => {
      const held = of(index).private;
      const view =
        held === NONE
          ? wordView(0)
          : wordView(0, held === ATTACHMENT ? 'page_attachment' : 'buffer_head', index);
      return { mapping: viewOf(word, of(index).mapping), private: view, flags: held ? ['PG_private'] : [] };
    },
  });
}

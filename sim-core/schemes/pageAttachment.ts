// `page_attachment`: the second day's structure, KSM's mechanism made generic. While a page is
// protected, its word points to an attachment, which remembers the address_space.
import { ref, taggedWord } from '../model/fields.ts';
import { must } from '../model/model.ts';
import type { IdentityFactory } from './identity.ts';

export const pageAttachment: IdentityFactory = (m, { pages, files }) => {
  const word = taggedWord({
    null: { text: 'NULL' },
    file: { text: '*', sort: 'mapping', count: files },
    attachment: { text: '&page_attachment|3' },
  });
  const page = m.things('page', pages, { mapping: word });
  const struct = m.things('page_attachment', pages, { mapping: ref('mapping', files) }, { as: 'page' });
  const tag = word.of('attachment');
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { mapping: number };
  return {
    attach: (index, file) => {
      of(index).mapping = file;
    },
    detach: (index) => {
      if (of(index).mapping === tag) behind(index).mapping = 0;
      else of(index).mapping = 0;
    },
    raw: (index) => of(index).mapping,
    rawFile: (file) => file,
    file: (index) => (of(index).mapping === tag ? behind(index).mapping : of(index).mapping),
    free: (index) => must(of(index).mapping === 0, 'a freed page has a NULL mapping'),
    addWaiter: () => {},
    dropWaiter: () => {},
    peekBase: (index) => behind(index).mapping,
    storeBase: () => {},
    protect: (index) => {
      if (of(index).mapping === tag) return;
      behind(index).mapping = of(index).mapping;
      of(index).mapping = tag;
    },
    unprotect: (index) => {
      if (of(index).mapping !== tag) return;
      of(index).mapping = behind(index).mapping;
      behind(index).mapping = 0;
    },
  };
};

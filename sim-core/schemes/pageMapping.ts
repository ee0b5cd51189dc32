// `page_mapping`: the first day's structure. page->mapping points to a struct page_mapping, which has
// the address_space; the structure stays until the page is freed, so the raw word stays non-NULL.
import { bit, ref } from '../model/fields.ts';
import type { IdentityFactory } from './identity.ts';

export const pageMapping: IdentityFactory = (m, { pages, files }) => {
  const page = m.things('page', pages, { mapping: { ...bit, text: (v) => (v ? '&page_mapping' : 'NULL') } });
  const struct = m.things('page_mapping', pages, { mapping: ref('mapping', files) }, { as: 'page' });
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { mapping: number };
  return {
    attach: (index, file) => {
      behind(index).mapping = file;
      of(index).mapping = 1;
    },
    detach: (index) => {
      behind(index).mapping = 0;
    },
    // a pointer to the structure never equals an address_space: one more than any file stands for it
    raw: (index) => (of(index).mapping ? files + 1 : 0),
    rawFile: (file) => file,
    file: (index) => (of(index).mapping ? behind(index).mapping : 0),
    free: (index) => {
      of(index).mapping = 0;
      behind(index).mapping = 0;
    },
    addWaiter: () => {},
    dropWaiter: () => {},
    peekBase: (index) => behind(index).mapping,
    storeBase: () => {},
  };
};

// `page_mapping`: the first day's structure. page->mapping points to a struct page_mapping, which has
// the address_space and flags; it stays until the page is freed, so that the raw word stays non-NULL.
import { bit, upTo } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { bufferField } from './private.ts';
import { mappingWord, type Sizes, viewOf, wordView } from './word.ts';

export function pageMapping(m: Model, sizes: Sizes): Identity {
  const { pages, holders = 0 } = sizes;
  const word = mappingWord(sizes);
  const page = m.things('page', pages, { mapping: { ...bit, text: (v) => (v ? '&page_mapping' : 'NULL') } });
  const counts = holders ? { holders: upTo(holders) } : {};
  const struct = m.things('page_mapping', pages, { mapping: word.kind, ...counts }, { as: 'page' });
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { mapping: number; holders: number };
  return identityFrom(word, {
    scheme: 'page_mapping',
    load: (index) => (of(index).mapping ? behind(index).mapping : 0),
    save: (index, value) => {
      if (value) of(index).mapping = 1;
      behind(index).mapping = value;
    },
    // a pointer to the structure never equals an address_space: one more than any file stands for it
    raw: (index) => (of(index).mapping ? word.own : 0),
    free: (index) => {
      if (holders) must(behind(index).holders === 0, 'no structure that somebody hangs on is freed');
      of(index).mapping = 0;
      behind(index).mapping = 0;
    },
    remembers: holders > 0,
    protect: (index) => {
      if (holders) behind(index).holders++;
    },
    unprotect: (index) => {
      if (holders && behind(index).holders) behind(index).holders--;
    },
    isProtected: (index) => holders > 0 && behind(index).holders > 0,
    wordsOf: (index) => {
      if (!of(index).mapping) return { mapping: wordView(0), flags: [] };
      const flags = holders && behind(index).holders ? ['page_mapping.flags: write-protected'] : [];
      return {
        mapping: wordView(0, 'page_mapping', index),
        behind: viewOf(word, behind(index).mapping),
        flags,
      };
    },
    ...bufferField(m, sizes),
  });
}

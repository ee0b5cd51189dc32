// `page_flag`: Hugh Dickins' answer. page->mapping stays as it is; a page flag says that somebody
// protects the page. One bit cannot count: the first who ends clears it, unless a count is kept beside.
import { bit, upTo } from '../model/fields.ts';
import type { Model } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { bufferField } from './private.ts';
import { mappingWord, type Sizes, viewOf } from './word.ts';

export function pageFlag(m: Model, sizes: Sizes): Identity {
  const { pages, holders = 1, counted = false } = sizes;
  const word = mappingWord(sizes);
  const page = m.things('page', pages, { mapping: word.kind, PG_ronly: bit });
  const list = counted ? m.things('holders', pages, { count: upTo(holders) }, { as: 'page' }) : [];
  const of = (index: number) => page[index] as { mapping: number; PG_ronly: number };
  const behind = (index: number) => list[index] as { count: number };
  return identityFrom(word, {
    scheme: 'page_flag',
    load: (index) => of(index).mapping,
    save: (index, value) => {
      of(index).mapping = value;
    },
    raw: (index) => of(index).mapping,
    remembers: true,
    protect: (index) => {
      of(index).PG_ronly = 1;
      if (counted) behind(index).count++;
    },
    unprotect: (index) => {
      if (counted && behind(index).count) behind(index).count--;
      if (!counted || behind(index).count === 0) of(index).PG_ronly = 0;
    },
    isProtected: (index) => of(index).PG_ronly === 1,
    wordsOf: (index) => ({
      mapping: viewOf(word, of(index).mapping),
      flags: of(index).PG_ronly ? ['PG_ronly'] : [],
    }),
    ...bufferField(m, sizes),
  });
}

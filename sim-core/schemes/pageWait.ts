// `page_wait`: the first waiter replaces page->mapping by a tagged pointer to a struct page_wait, which
// remembers the address_space in `base`; the last waiter puts the address_space back.
import { upTo } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { bufferField } from './private.ts';
import { mappingWord, type Sizes, viewOf, wordView } from './word.ts';

export function pageWait(m: Model, sizes: Sizes): Identity {
  const { pages, waiters } = sizes;
  const word = mappingWord(sizes, '&page_wait|1');
  const base = mappingWord(sizes);
  const page = m.things('page', pages, { mapping: word.kind });
  const struct = m.things('page_wait', pages, { base: base.kind, waiters: upTo(waiters) }, { as: 'page' });
  const tag = word.own;
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { base: number; waiters: number };
  return identityFrom(word, {
    scheme: 'page_wait',
    load: (index) => (of(index).mapping === tag ? behind(index).base : of(index).mapping),
    save: (index, value) => {
      if (of(index).mapping === tag) behind(index).base = value;
      else of(index).mapping = value;
    },
    raw: (index) => of(index).mapping,
    addWaiter: (index) => {
      const { mapping } = of(index);
      if (mapping !== tag) {
        behind(index).base = mapping;
        of(index).mapping = tag;
      }
      behind(index).waiters++;
    },
    dropWaiter: (index) => {
      const wait = behind(index);
      must(of(index).mapping === tag, 'a page_wait stays while somebody waits in it');
      wait.waiters--;
      if (wait.waiters === 0) {
        of(index).mapping = wait.base;
        wait.base = 0;
      }
    },
    findsWaiters: (index) => of(index).mapping === tag,
    overwrite: (index) => {
      of(index).mapping = 0;
    },
    peekBase: (index) => {
      behind(index).waiters--;
      return behind(index).waiters === 0 ? behind(index).base : -1;
    },
    storeBase: (index, value) => {
      if (behind(index).waiters > 0) return;
      of(index).mapping = value;
      behind(index).base = 0;
    },
    wordsOf: (index) =>
      of(index).mapping === tag
        ? { mapping: wordView(1, 'page_wait', index), behind: viewOf(word, behind(index).base), flags: [] }
        : { mapping: viewOf(word, of(index).mapping), flags: [] },
    ...bufferField(m, sizes),
  });
}

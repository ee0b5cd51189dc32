// `page_wait`: the first waiter replaces page->mapping by a tagged pointer to a struct page_wait, which
// remembers the address_space in `base`; the last waiter puts the address_space back.
import { ref, taggedWord, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import type { IdentityFactory } from './identity.ts';

export const pageWait: IdentityFactory = (m, { pages, files, waiters }) => {
  const word = taggedWord({
    null: { text: 'NULL' },
    file: { text: '*', sort: 'mapping', count: files },
    wait: { text: '&page_wait|1' },
  });
  const page = m.things('page', pages, { mapping: word });
  const struct = m.things(
    'page_wait',
    pages,
    { base: ref('mapping', files), waiters: upTo(waiters) },
    { as: 'page' },
  );
  const tag = word.of('wait');
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { base: number; waiters: number };
  return {
    attach: (index, file) => {
      if (of(index).mapping === tag) behind(index).base = file;
      else of(index).mapping = file;
    },
    detach: (index) => {
      if (of(index).mapping === tag) behind(index).base = 0;
      else of(index).mapping = 0;
    },
    raw: (index) => of(index).mapping,
    rawFile: (file) => file,
    file: (index) => (of(index).mapping === tag ? behind(index).base : of(index).mapping),
    free: (index) => must(of(index).mapping === 0, 'a freed page has a NULL mapping'),
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
    peekBase: (index) => {
      behind(index).waiters--;
      return behind(index).waiters === 0 ? behind(index).base : files + 1;
    },
    storeBase: (index, file) => {
      if (behind(index).waiters > 0) return;
      of(index).mapping = file;
      behind(index).base = 0;
    },
  };
};

// `field`: what the kernel does. page->mapping is the address_space, or NULL.
import { ref } from '../model/fields.ts';
import { must } from '../model/model.ts';
import type { IdentityFactory } from './identity.ts';

export const field: IdentityFactory = (m, { pages, files }) => {
  const page = m.things('page', pages, { mapping: ref('mapping', files) });
  const of = (index: number) => page[index] as { mapping: number };
  return {
    attach: (index, file) => {
      of(index).mapping = file;
    },
    detach: (index) => {
      of(index).mapping = 0;
    },
    raw: (index) => of(index).mapping,
    rawFile: (file) => file,
    file: (index) => of(index).mapping,
    free: (index) => must(of(index).mapping === 0, 'a freed page has a NULL mapping'),
    // the shared table of wait queues holds the waiters: nothing hangs on the page
    addWaiter: () => {},
    dropWaiter: () => {},
    peekBase: (index) => of(index).mapping,
    storeBase: () => {},
  };
};

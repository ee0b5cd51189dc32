// `page_attachment`: the second day's structure, KSM's mechanism made generic. While a page is
// protected, its word points to an attachment, which remembers what the word held. A KSM page has one
// for as long as it is shared.
import { upTo } from '../model/fields.ts';
import type { Model } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { bufferField } from './private.ts';
import { mappingWord, type Sizes, viewOf, wordView } from './word.ts';

export function pageAttachment(m: Model, sizes: Sizes): Identity {
  const { pages, holders = 1 } = sizes;
  const word = mappingWord({ ...sizes, stableNodes: 0 }, '&page_attachment|3');
  const inner = mappingWord(sizes);
  const page = m.things('page', pages, { mapping: word.kind });
  const counts = holders > 1 ? { holders: upTo(holders) } : {};
  const struct = m.things('page_attachment', pages, { mapping: inner.kind, ...counts }, { as: 'page' });
  const tag = word.own;
  const of = (index: number) => page[index] as { mapping: number };
  const behind = (index: number) => struct[index] as { mapping: number; holders: number };
  const install = (index: number): void => {
    behind(index).mapping = of(index).mapping;
    of(index).mapping = tag;
  };
  const remove = (index: number): void => {
    of(index).mapping = behind(index).mapping;
    behind(index).mapping = 0;
  };
  return identityFrom(inner, {
    scheme: 'page_attachment',
    load: (index) => (of(index).mapping === tag ? behind(index).mapping : of(index).mapping),
    save: (index, value) => {
      const attached = of(index).mapping === tag;
      if (value > inner.ksmBase) {
        // a stable node is an attachment
        of(index).mapping = tag;
        behind(index).mapping = value;
      } else if (attached && behind(index).mapping <= inner.ksmBase) behind(index).mapping = value;
      else {
        of(index).mapping = value;
        behind(index).mapping = 0;
      }
    },
    raw: (index) => of(index).mapping,
    remembers: true,
    protect: (index) => {
      if (of(index).mapping !== tag) install(index);
      if (holders > 1) behind(index).holders++;
    },
    unprotect: (index) => {
      if (of(index).mapping !== tag) return;
      if (holders > 1) behind(index).holders--;
      if (holders === 1 || behind(index).holders === 0) remove(index);
    },
    isProtected: (index) => of(index).mapping === tag && behind(index).mapping <= inner.ksmBase,
    wordsOf: (index) =>
      of(index).mapping === tag
        ? {
            mapping: wordView(3, 'page_attachment', index),
            behind: viewOf(inner, behind(index).mapping),
            flags: [],
          }
        : { mapping: viewOf(inner, of(index).mapping), flags: [] },
    ...bufferField(m, sizes),
  });
}

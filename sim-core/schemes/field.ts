// `field`: what the kernel does. page->mapping is the address_space, a tagged pointer, or NULL.
import type { Model } from '../model/model.ts';
import { type Identity, identityFrom } from './identity.ts';
import { bufferField, type WithBuffers } from './private.ts';
import { mappingWord, type Sizes, viewOf } from './word.ts';

export function field(m: Model, sizes: Sizes): Identity {
  const word = mappingWord(sizes);
  const page = m.things('page', sizes.pages, { mapping: word.kind });
  const of = (index: number) => page[index] as { mapping: number };
  const buffers: WithBuffers = bufferField(m, sizes);
  return identityFrom(word, {
    scheme: 'field',
    load: (index) => of(index).mapping,
    save: (index, value) => {
      of(index).mapping = value;
    },
    raw: (index) => of(index).mapping,
    wordsOf: (index) => ({ mapping: viewOf(word, of(index).mapping), flags: [] }),
    ...buffers,
  });
}

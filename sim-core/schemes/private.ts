// page->private and PG_private, which belong to the file system: its buffer heads. Declared only where
// a scenario has a file system that keeps some.
import { bit } from '../model/fields.ts';
import type { Model } from '../model/model.ts';
import type { Identity } from './identity.ts';
import type { Sizes } from './word.ts';

export type WithBuffers = Partial<Pick<Identity, 'hasPrivate' | 'attachBuffers' | 'hasBuffers'>>;

/** For the schemes that leave page->private alone. */
export function bufferField(m: Model, { pages, buffers }: Sizes): WithBuffers {
  if (!buffers) return {};
  const page = m.things('page', pages, { PG_private: { ...bit, text: (v) => (v ? 'buffer_head' : '0') } });
  const has = (index: number): boolean => (page[index] as { PG_private: number }).PG_private === 1;
  return {
    hasPrivate: has,
    hasBuffers: has,
    attachBuffers: (index) => {
      (page[index] as { PG_private: number }).PG_private = 1;
    },
  };
}

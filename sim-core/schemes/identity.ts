// Where a page's identity (which file it belongs to) is kept, and what else may hang there. Each
// scheme of the article is one implementation; the kernel paths know only this interface.
import type { Model } from '../model/model.ts';
import { field } from './field.ts';
import { pageAttachment } from './pageAttachment.ts';
import { pageMapping } from './pageMapping.ts';
import { pageWait } from './pageWait.ts';

export type SchemeId = 'field' | 'page_mapping' | 'page_wait' | 'page_attachment';

export interface Identity {
  /** The page is put into the cache of a file. */
  attach(page: number, file: number): void;
  /** __delete_from_page_cache(): the page belongs to no file any more. */
  detach(page: number): void;
  /** The word that a raw `page->mapping` reads: comparable with `rawFile`, 0 when NULL. */
  raw(page: number): number;
  /** The word that means "belongs to this file" to code that compares raw words. */
  rawFile(file: number): number;
  /** page_mapping(): the file, through whatever indirection, or 0. */
  file(page: number): number;
  /** The page goes back to the allocator: the word must be NULL. */
  free(page: number): void;
  /** A waiter queues on the page; the first may have to hang a structure on it. Under the queue's lock. */
  addWaiter(page: number): void;
  /** A waiter leaves; the last may have to put things back. Under the queue's lock. */
  dropWaiter(page: number): void;
  /** For a last waiter that puts things back in two steps: what it would store. */
  peekBase(page: number): number;
  /** … and the store itself. */
  storeBase(page: number, file: number): void;
  /** Write protection begins, or ends: schemes that hang nothing on the page have nothing to do. */
  protect?(page: number): void;
  unprotect?(page: number): void;
}

export interface Sizes {
  readonly pages: number;
  readonly files: number;
  readonly waiters: number;
}

export type IdentityFactory = (m: Model, sizes: Sizes) => Identity;

const factories: Readonly<Record<SchemeId, IdentityFactory>> = {
  field,
  page_mapping: pageMapping,
  page_wait: pageWait,
  page_attachment: pageAttachment,
};

/** Throws on a scheme that keeps no identity. */
export function identityOf(scheme: string): IdentityFactory {
  const factory = factories[scheme as SchemeId];
  if (!factory) throw new RangeError(`no scheme ${scheme} keeps a page's identity`);
  return factory;
}

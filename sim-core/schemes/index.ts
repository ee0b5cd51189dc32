// The registry of schemes.
import type { Model } from '../model/model.ts';
import { field } from './field.ts';
import type { Identity, SchemeId } from './identity.ts';
import { pageAttachment } from './pageAttachment.ts';
import { pageFlag } from './pageFlag.ts';
import { pageMapping } from './pageMapping.ts';
import { pageWait } from './pageWait.ts';
import { privateField } from './privateField.ts';
import type { Sizes } from './word.ts';

export type IdentityFactory = (m: Model, sizes: Sizes) => Identity;

const factories: Readonly<Record<SchemeId, IdentityFactory>> = {
  field,
  page_mapping: pageMapping,
  page_wait: pageWait,
  page_attachment: pageAttachment,
  page_flag: pageFlag,
  private: privateField,
};

/** Every scheme that keeps a page's identity. */
export const SCHEMES = Object.keys(factories) as readonly SchemeId[];

/** Those that can remember that a page is protected: `field` and `page_wait` have no place for it. */
export const PROTECTING: readonly SchemeId[] = ['page_attachment', 'page_mapping', 'page_flag', 'private'];

/** Throws on a scheme that keeps no identity. */
export function identityOf(scheme: string): IdentityFactory {
  const factory = Object.hasOwn(factories, scheme) ? factories[scheme as SchemeId] : undefined;
  if (!factory) throw new RangeError(`no scheme ${scheme} keeps a page's identity`);
  return factory;
}

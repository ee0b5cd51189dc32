import type { TrackedField } from '../../conversion/field.ts';
import type { CType } from '../../types/ctype.ts';

/** `struct address_space *` as a type, or a typedef of that name. */
export function isSubstitute(type: CType, { substitute }: TrackedField): boolean {
  const record = /^struct\s+(\w+)\s*\*$/.exec(substitute.trim())?.[1];
  if (record !== undefined) return type.k === 'pointer' && type.to.k === 'record' && type.to.name === record;
  return type.k === 'typedef' && type.name === substitute.trim();
}

import { SPACES } from './pageKinds.ts';
import { decode, hex, type Target, type Word } from './word.ts';
import { type Era, tagName } from './wordEras.ts';
import type { Load } from './wordMemory.ts';

/** An object in words: `the file's address_space`. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'address_space':
      return describeSpace(target.id);
    case 'inode':
      return `inode of ${describeSpace(target.id)}`;
    case 'poison':
      return 'TAIL_MAPPING poison';
    case 's_mem':
      return 's_mem (first slab object)';
    case 'slab':
      return "struct slab's bookkeeping";
    case 'a_ops':
      return 'address_space_operations';
    case 'attachment_ops':
      return 'operations of the attachment';
    default:
      return target.kind;
  }
}

function describeSpace(id: number): string {
  const name = SPACES[id];
  if (name === undefined) return 'address_space';
  if (name === 'swap space') return 'the swap address_space';
  if (name === 'swap file') return "swap_file's f_mapping";
  return `${name} address_space`;
}

/** A word in words: `anon_vma + PAGE_MAPPING_ANON`, `NULL`, or its digits where it is nothing we know. */
export function describeWord(era: Era, word: Word): string {
  if (word === 0n) return 'NULL';
  const value = decode(word);
  const tag = tagName(era, word);
  if (!value) return `garbage 0x${hex(word)}`;
  if (!value.target) return `the value ${value.tag}`;
  const target = describeTarget(value.target);
  return tag ? `${target} + ${tag}` : target;
}

/** What a load gave: the value in words, or the fault. */
export function describeLoad(era: Era, result: Load, what: string): string {
  if ('value' in result) return `${what} = ${describeWord(era, result.value)}`;
  switch (result.fault) {
    case 'null':
      return 'oops: NULL pointer dereference';
    case 'not canonical':
      return 'oops: general protection fault, the address is not canonical';
    case 'not mapped':
      return 'oops: the address is not mapped';
  }
}

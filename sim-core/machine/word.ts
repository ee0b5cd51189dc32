/**
 * The `mapping` word of `struct page` as a 64-bit value: a pointer whose two low bits may carry a tag.
 *
 * Pointers in the model are made up but shaped like x86-64's: every kind of object has its own stretch
 * of the direct map, so a word can be taken apart again and a wrong dereference can be followed.
 */

/** What the word can point to, today or under one of the article's proposals. */
export type ObjectKind =
  | 'address_space'
  | 'anon_vma'
  | 'stable_node'
  | 'movable_operations'
  | 's_mem'
  | 'kmem_cache'
  | 'slab'
  | 'poison'
  | 'inode'
  | 'a_ops'
  | 'page_mapping'
  | 'page_wait'
  | 'page_attachment'
  | 'attachment_ops'
  | 'buffer_head';

/** In address order: the index decides where an object of that kind lives. */
export const OBJECT_KINDS: readonly ObjectKind[] = [
  'address_space',
  'anon_vma',
  'stable_node',
  'movable_operations',
  's_mem',
  'kmem_cache',
  'slab',
  'poison',
  'inode',
  'a_ops',
  'page_mapping',
  'page_wait',
  'page_attachment',
  'attachment_ops',
  'buffer_head',
];

/** One object: which of its kind, counted from 0. */
export interface Target {
  readonly kind: ObjectKind;
  readonly id: number;
}

export type Tag = 0 | 1 | 2 | 3;

/** A word taken apart. A null target with tag 0 is NULL; with tag 1 it is fsdax's marker of a shared page. */
export interface WordValue {
  readonly tag: Tag;
  readonly target: Target | null;
}

/** A raw 64-bit word. */
export type Word = bigint;

/** `PAGE_MAPPING_FLAGS`, later `FOLIO_MAPPING_FLAGS` (include/linux/page-flags.h). */
export const TAG_MASK = 3n;
export const NULL_WORD: Word = 0n;
/** Nothing is mapped below: a dereference here is the classic NULL pointer oops. */
export const FIRST_PAGE = 0x1000n;
export const MAX_ID = 0xffff;

/**
 * `TAIL_MAPPING` = 0x400 + `POISON_POINTER_DELTA` (include/linux/poison.h), with the delta that x86-64 and
 * arm64 configure: not canonical, so that a dereference faults.
 */
export const TAIL_MAPPING: Word = 0xdead_0000_0000_0400n;

const DIRECT_MAP = 0xffff_8881_0000_0000n;
const STRETCH = 0x1000_0000n;
/** Every object of the model starts on a 1 KiB boundary, so its two low bits are free. */
const OBJECT_SIZE = 0x400n;

/** The address of an object. Throws RangeError for an id that the model cannot place. */
export function addressOf(target: Target): Word {
  const { kind, id } = target;
  const most = kind === 'poison' ? 0 : MAX_ID;
  if (!Number.isInteger(id) || id < 0 || id > most) throw new RangeError(`no ${kind} number ${id}`);
  if (kind === 'poison') return TAIL_MAPPING;
  return DIRECT_MAP + BigInt(OBJECT_KINDS.indexOf(kind)) * STRETCH + BigInt(id) * OBJECT_SIZE;
}

/** Puts the word together. Throws RangeError for an id that the model cannot place. */
export function encode(value: WordValue): Word {
  return (value.target ? addressOf(value.target) : NULL_WORD) | BigInt(value.tag);
}

/** Takes a word apart; null when it is no word of the model, such as a pointer into the middle of an object. */
export function decode(word: Word): WordValue | null {
  const tag = tagOf(word);
  const address = word & ~TAG_MASK;
  if (address === 0n) return { tag, target: null };
  const target = objectAt(address);
  return target && { tag, target };
}

export function tagOf(word: Word): Tag {
  return Number(word & TAG_MASK) as Tag;
}

/** The object that starts exactly at `address`, or null. */
export function objectAt(address: Word): Target | null {
  if (address === TAIL_MAPPING) return { kind: 'poison', id: 0 };
  const distance = address - DIRECT_MAP;
  if (distance < 0n || distance % OBJECT_SIZE !== 0n) return null;
  const kind = OBJECT_KINDS[Number(distance / STRETCH)];
  const id = Number((distance % STRETCH) / OBJECT_SIZE);
  return kind && kind !== 'poison' && id <= MAX_ID ? { kind, id } : null;
}

/** Bits 63 to 47 all equal: what x86-64 with four-level page tables accepts as an address. */
export function isCanonical(word: Word): boolean {
  const high = (word >> 47n) & 0x1ffffn;
  return high === 0n || high === 0x1ffffn;
}

/** The word as the kernel prints it with `%px`: sixteen hexadecimal digits. */
export function hex(word: Word): string {
  return (word & 0xffff_ffff_ffff_ffffn).toString(16).padStart(16, '0');
}

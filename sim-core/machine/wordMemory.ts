import { addressOf, FIRST_PAGE, isCanonical, type Target, type Word } from './word.ts';

/**
 * The first words of each object the word can lead to: enough to follow a dereference, right or wrong.
 * Keys are addresses of 8-byte words.
 */
export type Memory = Map<Word, Word>;

/** What a load of 8 bytes gives: the value, or why the processor or the kernel stops. */
export type Load =
  | { readonly value: Word }
  | { readonly fault: 'null' | 'not canonical' | 'not mapped'; readonly at: Word };

/**
 * The objects that exist without any proposal. First members: `host` in struct address_space
 * (include/linux/fs.h; the structure is __randomize_layout, so a hardened build may order it otherwise),
 * `root` in struct anon_vma (include/linux/rmap.h), the rb_node in struct ksm_stable_node (mm/ksm.c).
 */
export function newMemory(spaces: number): Memory {
  const memory: Memory = new Map();
  for (let id = 0; id < spaces; id++) {
    place(memory, { kind: 'address_space', id }, [addressOf({ kind: 'inode', id })]);
    place(memory, { kind: 'inode', id }, [0x0000_8180_0000_81a4n]);
  }
  const root = addressOf({ kind: 'anon_vma', id: 0 });
  place(memory, { kind: 'anon_vma', id: 0 }, [root, 0n]);
  // rb_node: the parent's address with the colour in bit 0
  place(memory, { kind: 'stable_node', id: 0 }, [addressOf({ kind: 'stable_node', id: 1 }) | 1n, 0n]);
  place(memory, { kind: 'movable_operations', id: 0 }, [0xffff_ffff_8120_0000n]);
  place(memory, { kind: 's_mem', id: 0 }, [0n]);
  place(memory, { kind: 'kmem_cache', id: 0 }, [0xffff_e8ff_ffc0_1000n]);
  place(memory, { kind: 'slab', id: 0 }, [addressOf({ kind: 'slab', id: 1 })]);
  return memory;
}

/** Writes an object's words from its start. */
export function place(memory: Memory, target: Target, words: readonly Word[]): void {
  const start = addressOf(target);
  words.forEach((word, index) => {
    memory.set(start + BigInt(index * 8), word);
  });
}

/**
 * Loads 8 bytes, as x86-64 does: little-endian, and a load across two words is allowed. Bytes that the
 * model does not know read as zero as long as the word before or after is known.
 */
export function load(memory: Memory, at: Word): Load {
  if (at < FIRST_PAGE) return { fault: 'null', at };
  if (!isCanonical(at)) return { fault: 'not canonical', at };
  const aligned = at & ~7n;
  const low = memory.get(aligned);
  const high = memory.get(aligned + 8n);
  const shift = (at & 7n) * 8n;
  if (low === undefined && (shift === 0n || high === undefined)) return { fault: 'not mapped', at };
  if (shift === 0n) return { value: low ?? 0n };
  const both = ((high ?? 0n) << 64n) | (low ?? 0n);
  return { value: (both >> shift) & 0xffff_ffff_ffff_ffffn };
}

// What the word that tells a page's identity can hold, and how it looks in memory: the bits of
// machine/word.ts, so that a state can be drawn as the kernel would see it.
import { encode, type Tag, type Target, type Word } from '../machine/word.ts';
import { tagName } from '../machine/wordEras.ts';
import { type Form, type TaggedWord, taggedWord } from '../model/fields.ts';

/** How many of each thing an identity may point to; what is not given is not there and costs nothing. */
export interface Sizes {
  readonly pages: number;
  readonly files: number;
  /** Most waiters on one page. */
  readonly waiters: number;
  readonly anonVmas?: number;
  readonly stableNodes?: number;
  /** Most that protect one page at once; 1 unless told otherwise. */
  readonly holders?: number;
  /** Holders are counted even where the scheme has no place for a count (`page_flag`). */
  readonly counted?: boolean;
  /** The file system keeps buffer heads in page->private. */
  readonly buffers?: boolean;
}

type MappingForm = 'null' | 'file' | 'anon' | 'ksm' | 'own';

/** Values of the word: 0 NULL, then files, anon_vmas, stable nodes, and the scheme's own structure. */
export interface MappingWord {
  readonly kind: TaggedWord<MappingForm>;
  readonly files: number;
  /** One less than the value of the first anon_vma, and of the first stable node. */
  readonly anonBase: number;
  readonly ksmBase: number;
  /** The value that means the scheme's own structure; beyond the last value where it has none in the word. */
  readonly own: number;
}

export function mappingWord({ files, anonVmas = 0, stableNodes = 0 }: Sizes, own?: string): MappingWord {
  const forms: Partial<Record<MappingForm, Form>> = {
    null: { text: 'NULL' },
    file: { text: '*', sort: 'mapping', count: files },
  };
  if (anonVmas) forms.anon = { text: '*|PAGE_MAPPING_ANON', sort: 'anon_vma', count: anonVmas };
  if (stableNodes) forms.ksm = { text: '*|PAGE_MAPPING_KSM', sort: 'stable_node', count: stableNodes };
  if (own) forms.own = { text: own };
  return {
    kind: taggedWord(forms as Record<MappingForm, Form>),
    files,
    anonBase: files,
    ksmBase: files + anonVmas,
    own: files + anonVmas + stableNodes + 1,
  };
}

/** A word of struct page taken apart, as the panel draws it. */
export interface WordView {
  /** The two low bits. */
  readonly tag: Tag;
  /** The constant that a kernel of v4.17 takes these bits for; null for none. */
  readonly tagName: string | null;
  /** What it points to, and the 1-based index of that thing in the model; null for NULL. */
  readonly target: { readonly kind: Target['kind']; readonly index: number } | null;
  /** All 64 bits, with the model's made-up addresses. */
  readonly bits: Word;
}

/** Where a page's identity is to be seen in the current state. */
export interface PageWords {
  readonly mapping: WordView;
  /** What the structure remembers to which `mapping`, or `private`, points. */
  readonly behind?: WordView;
  readonly private?: WordView;
  /** Flags of the scheme that are set. */
  readonly flags: readonly string[];
}

export function wordView(tag: Tag, kind?: Target['kind'], index = 1): WordView {
  const bits = encode({ tag, target: kind ? { kind, id: index - 1 } : null });
  return { tag, tagName: tagName('4.17', bits), target: kind ? { kind, index } : null, bits };
}

/** A value of the word, where it is none of the scheme's own. */
export function viewOf({ files, ksmBase, anonBase }: MappingWord, value: number): WordView {
  if (value === 0) return wordView(0);
  if (value <= files) return wordView(0, 'address_space', value);
  if (value <= ksmBase) return wordView(1, 'anon_vma', value - anonBase);
  return wordView(3, 'stable_node', value - ksmBase);
}

import { kindsOf, type PageKind, type PageKindId, pageKind, SPACES, wordToday } from './pageKinds.ts';
import { decode, encode, type Target, type Word } from './word.ts';
import { type Era, type Looks, looksLike } from './wordEras.ts';
import { type Memory, newMemory, place } from './wordMemory.ts';

/** Ways to store a page's identity in the word. */
export type SchemeId = 'field' | 'page_mapping' | 'page_wait' | 'page_attachment';

export interface Scheme {
  readonly id: SchemeId;
  readonly title: string;
  /** where it was proposed, and what we had to add */
  readonly source: string;
  /** does the scheme put a structure of its own behind the word of such a page? */
  readonly touches: (kind: PageKind) => boolean;
}

const ATTACHED: readonly PageKindId[] = ['file', 'shmem', 'anon', 'anon-swapcache', 'ksm', 'ksm-swapcache'];

/**
 * The field as it is, and the proposals of "Repurposing page->mapping" (LWN, 26 April 2018). The structures
 * are the article's; they were never posted as code. The posted counterpart of page_attachment is struct
 * page_ronly (patches 75 to 79 of the RFC of 4 April 2018), which keeps KSM's tag; we give the attachment
 * the same.
 */
export const SCHEMES: readonly Scheme[] = [
  { id: 'field', title: 'the field as it is', source: 'the kernel', touches: () => false },
  {
    id: 'page_mapping',
    title: 'page_mapping: one level of indirection',
    source:
      'the article; its pointer must be untagged, since bit 0 marks a page_wait. Assumed: the old tag moves into flags',
    touches: (kind) => kind.user,
  },
  {
    id: 'page_wait',
    title: 'page_wait: somebody waits on the page',
    source: 'the article: the lowest bit set flags the change, the page_mapping moves into base',
    touches: (kind) => kind.user,
  },
  {
    id: 'page_attachment',
    title: "page_attachment: KSM's mechanism for any page",
    source: "the article; assumed: KSM's tag 3, as in the posted page_ronly",
    touches: (kind) => ATTACHED.includes(kind.id),
  },
];

export function scheme(id: SchemeId): Scheme {
  const found = SCHEMES.find((each) => each.id === id);
  if (!found) throw new RangeError(`no scheme called ${id}`);
  return found;
}

/** One page in memory: what its word holds and what lies behind it. */
export interface PageState {
  readonly era: Era;
  readonly kind: PageKind;
  readonly scheme: SchemeId;
  readonly word: Word;
  /** the word that a reader who knows the scheme arrives at */
  readonly identity: Word;
  /** the same for the page's head, where the page is a tail */
  readonly headWord: Word;
  readonly memory: Memory;
}

const OBJECTS: Readonly<Record<Exclude<SchemeId, 'field'>, Target>> = {
  page_mapping: { kind: 'page_mapping', id: 0 },
  page_wait: { kind: 'page_wait', id: 0 },
  page_attachment: { kind: 'page_attachment', id: 0 },
};

/** Builds a page of a kind under a scheme. Throws RangeError when the era has no such page. */
export function makePage(era: Era, id: PageKindId, schemeId: SchemeId): PageState {
  const kind = pageKind(id);
  const today = wordToday(era, kind);
  if (today === null) throw new RangeError(`v${era} has no ${kind.title}`);
  const memory = newMemory(SPACES.length);
  const common = { era, kind, scheme: schemeId, identity: today, memory };
  if (schemeId === 'field' || !scheme(schemeId).touches(kind)) {
    const headWord = kind.flags.tail ? headOf(era, schemeId, memory) : today;
    return { ...common, word: today, headWord };
  }
  const word = install(schemeId, today, memory);
  return { ...common, word, headWord: word };
}

/** A tail's head is taken to be an anonymous huge page, the common case. */
function headOf(era: Era, schemeId: SchemeId, memory: Memory): Word {
  const today = wordToday(era, pageKind('anon')) ?? 0n;
  return schemeId === 'field' ? today : install(schemeId, today, memory);
}

/** Puts the scheme's structure into memory and returns the word that points to it. */
function install(schemeId: Exclude<SchemeId, 'field'>, today: Word, memory: Memory): Word {
  const target = OBJECTS[schemeId];
  const tag = today & 3n;
  const pointer = today & ~3n;
  switch (schemeId) {
    case 'page_mapping':
      // struct page_mapping { struct address_space *mapping; unsigned long flags; }
      place(memory, target, [pointer, tag]);
      return encode({ tag: 0, target });
    case 'page_wait':
      // struct page_wait { wait_queue_head wq[]; wait_queue_entry entry; page_mapping base; … }:
      // the first queue's spinlock and list head, then base; the rest does not matter here
      place(memory, target, [0n, encode({ tag: 0, target }) + 8n, pointer, tag]);
      return encode({ tag: 1, target });
    case 'page_attachment':
      // not spelled out in the article; struct page_ronly starts with its operations
      place(memory, target, [encode({ tag: 0, target: { kind: 'attachment_ops', id: 0 } }), pointer, tag]);
      return encode({ tag: 3, target });
  }
}

/**
 * The word as a reader sees it who knows every scheme: follows the scheme's structure back to what the field
 * would hold. This is what the new accessor would have to do.
 */
export function unwrap(page: Pick<PageState, 'word' | 'memory'>): Word {
  const value = decode(page.word);
  if (!value?.target) return page.word;
  const start = page.word & ~3n;
  const at = (index: number): Word => page.memory.get(start + BigInt(index * 8)) ?? 0n;
  switch (value.target.kind) {
    case 'page_mapping':
      return at(0) | at(1);
    case 'page_wait':
      return at(2) | at(3);
    case 'page_attachment':
      return at(1) | at(2);
    default:
      return page.word;
  }
}

/** A page that the kernel's own tests of the word would take for something else under a scheme. */
export interface Collision {
  readonly scheme: SchemeId;
  readonly kind: PageKindId;
  readonly today: Looks;
  readonly under: Looks;
}

/** Every collision of a scheme in an era, found by building each page and testing its bits. */
export function collisions(era: Era, schemeId: SchemeId): readonly Collision[] {
  return kindsOf(era).flatMap((kind) => {
    const today = looksLike(era, makePage(era, kind.id, 'field').word);
    const under = looksLike(era, makePage(era, kind.id, schemeId).word);
    return today === under ? [] : [{ scheme: schemeId, kind: kind.id, today, under }];
  });
}

import { encode, type Tag, type Target, type Word, type WordValue } from './word.ts';
import type { Era } from './wordEras.ts';

export type PageKindId =
  | 'file'
  | 'removed'
  | 'anon'
  | 'anon-swapcache'
  | 'shmem'
  | 'shmem-swapcache'
  | 'ksm'
  | 'ksm-swapcache'
  | 'hugetlb'
  | 'tail'
  | 'slab'
  | 'movable'
  | 'fsdax'
  | 'fsdax-shared'
  | 'bounce'
  | 'driver'
  | 'free';

/** The address spaces of the model, by number. */
export const SPACES = ['file', 'swap space', 'swap file', 'shmem', 'hugetlbfs', 'fsdax', 'driver'] as const;

/** What the kernel knows of a page beside the word. */
export interface PageFlags {
  readonly slab?: true;
  readonly swapCache?: true;
  readonly tail?: true;
}

export interface PageKind {
  readonly id: PageKindId;
  readonly title: string;
  /** the word by era; null: no such page in that era */
  readonly word: Readonly<Record<Era, WordValue | null>>;
  readonly flags: PageFlags;
  /** what tells this kind from others with the same word; the word alone never does */
  readonly toldApartBy: string;
  /** user pages, on an LRU list or a candidate for it: those that the article's proposals would touch */
  readonly user: boolean;
  readonly note: string;
}

const space = (name: (typeof SPACES)[number]): Target => ({
  kind: 'address_space',
  id: SPACES.indexOf(name),
});
const word = (target: Target | null, tag: Tag = 0): WordValue => ({ tag, target });
const always = (value: WordValue): Record<Era, WordValue> => ({
  '4.17': value,
  '6.1': value,
  '6.12': value,
  '6.19': value,
});

const NOTHING = word(null);
const ANON = word({ kind: 'anon_vma', id: 0 }, 1);
const KSM = word({ kind: 'stable_node', id: 0 }, 3);
const MOVABLE_OPS = word({ kind: 'movable_operations', id: 0 }, 2);

/**
 * Every kind of page with its word.
 *
 * Sources, unless a line says otherwise: struct page in include/linux/mm_types.h, page-flags.h, mm/util.c and
 * mm/filemap.c of v4.17 and v6.1; later eras as in wordEras.ts.
 */
export const PAGE_KINDS: readonly PageKind[] = [
  {
    id: 'file',
    title: 'file page in the page cache',
    word: always(word(space('file'))),
    flags: {},
    toldApartBy: 'its address_space',
    user: true,
    note: 'set by __filemap_add_folio(), cleared by page_cache_delete()',
  },
  {
    id: 'removed',
    title: 'file page after truncation or removal',
    word: always(NOTHING),
    flags: {},
    toldApartBy: 'nothing but its history: index is kept, references may remain',
    user: true,
    note: 'page_cache_delete() stores NULL and leaves index alone; holders of a reference must recheck',
  },
  {
    id: 'anon',
    title: 'anonymous page',
    word: always(ANON),
    flags: {},
    toldApartBy: 'PG_swapcache clear',
    user: true,
    note: 'set by __page_set_anon_rmap(), later __folio_set_anon() (mm/rmap.c)',
  },
  {
    id: 'anon-swapcache',
    title: 'anonymous page in the swap cache',
    word: always(ANON),
    flags: { swapCache: true },
    toldApartBy: 'PG_swapcache set',
    user: true,
    note: 'the swap entry is in private (folio->swap from 6.6)',
  },
  {
    id: 'shmem',
    title: 'shmem page in the page cache',
    word: always(word(space('shmem'))),
    flags: {},
    toldApartBy: 'PG_swapbacked, and its address_space: shmem_aops',
    user: true,
    note: 'tmpfs, SysV shared memory, memfd and shared anonymous memory',
  },
  {
    id: 'shmem-swapcache',
    title: 'shmem page in the swap cache',
    word: always(NOTHING),
    flags: { swapCache: true },
    toldApartBy: 'PG_swapcache and PG_swapbacked set',
    user: true,
    note: 'shmem_delete_from_page_cache() clears the word when the page moves to the swap cache',
  },
  {
    id: 'ksm',
    title: 'KSM page',
    word: always(KSM),
    flags: {},
    toldApartBy: 'PG_swapcache clear',
    user: true,
    note: 'set by set_page_stable_node() (mm/ksm.c); already an attachment in the sense of the article',
  },
  {
    id: 'ksm-swapcache',
    title: 'KSM page in the swap cache',
    word: always(KSM),
    flags: { swapCache: true },
    toldApartBy: 'PG_swapcache set',
    user: true,
    note: 'as for anonymous pages, accessors answer with the swap space',
  },
  {
    id: 'hugetlb',
    title: 'hugetlb file page',
    word: always(word(space('hugetlbfs'))),
    flags: {},
    toldApartBy: 'PageHuge()',
    user: true,
    note: 'index counted in huge pages for most of these years',
  },
  {
    id: 'tail',
    title: 'tail page of a compound page',
    word: always(word({ kind: 'poison', id: 0 })),
    flags: { tail: true },
    toldApartBy: 'bit 0 of compound_head',
    user: false,
    note: 'TAIL_MAPPING poison from the third tail on; the first two tails keep counts and a list head there (mm/page_alloc.c, free_tail_pages_check)',
  },
  {
    id: 'slab',
    title: 'slab page',
    word: {
      '4.17': word({ kind: 's_mem', id: 0 }),
      '6.1': word({ kind: 'kmem_cache', id: 0 }),
      '6.12': word({ kind: 'slab', id: 0 }),
      '6.19': word({ kind: 'slab', id: 0 }),
    },
    flags: { slab: true },
    toldApartBy: 'PG_slab, from 6.12 the page type',
    user: false,
    note: 'v4.17: s_mem (SLAB; SLUB leaves it alone); v6.1: slab_cache of struct slab (mm/slab.h, same offset); later: bookkeeping of struct slab',
  },
  {
    id: 'movable',
    title: 'non-LRU movable page',
    word: {
      '4.17': word(space('driver'), 2),
      '6.1': MOVABLE_OPS,
      '6.12': MOVABLE_OPS,
      '6.19': NOTHING,
    },
    flags: {},
    toldApartBy: 'tag 2 up to 6.16, then PG_movable_ops with the page type',
    user: false,
    note: 'zsmalloc and balloon pages; __SetPageMovable() (mm/compaction.c) until 6.17 stopped storing the operations',
  },
  {
    id: 'fsdax',
    title: 'fsdax page of one file',
    word: always(word(space('fsdax'))),
    flags: {},
    toldApartBy: 'its struct dev_pagemap (ZONE_DEVICE)',
    user: false,
    note: 'set by dax_associate_entry() (fs/dax.c)',
  },
  {
    id: 'fsdax-shared',
    title: 'fsdax page shared by reflinked files',
    word: { '4.17': null, '6.1': word(null, 1), '6.12': word(null, 1), '6.19': NOTHING },
    flags: {},
    toldApartBy:
      'the whole word is compared with PAGE_MAPPING_DAX_COW, later _SHARED; from 6.15 folio->share',
    user: false,
    note: 'the value 1: an anon_vma pointer of zero to PageAnon(); count in index, later share (fs/dax.c)',
  },
  {
    id: 'bounce',
    title: 'fscrypt bounce page',
    word: always(NOTHING),
    flags: {},
    toldApartBy: 'PG_private, with the page-cache page in private',
    user: false,
    note: 'fscrypt_is_bounce_page() is the NULL test itself (include/linux/fscrypt.h)',
  },
  {
    id: 'driver',
    title: "driver's page mapped to user space",
    word: always(word(space('driver'))),
    flags: {},
    toldApartBy: 'the driver alone knows',
    user: false,
    note: 'fb_defio, perf and intel_th store a mapping here (v4.17); amdgpu still does in 6.19',
  },
  {
    id: 'free',
    title: 'free page',
    word: always(NOTHING),
    flags: {},
    toldApartBy: 'page type buddy, or a zero reference count',
    user: false,
    note: 'free_pages_prepare() clears tagged words and reports any other as a bad page',
  },
];

const BY_ID = new Map(PAGE_KINDS.map((kind) => [kind.id, kind]));

export function pageKind(id: PageKindId): PageKind {
  const kind = BY_ID.get(id);
  if (!kind) throw new RangeError(`no kind of page called ${id}`);
  return kind;
}

/** The kinds that exist in an era. */
export function kindsOf(era: Era): readonly PageKind[] {
  return PAGE_KINDS.filter((kind) => kind.word[era] !== null);
}

/** The word of a page as the kernel stores it today, or null where the era has no such page. */
export function wordToday(era: Era, kind: PageKind): Word | null {
  const value = kind.word[era];
  return value && encode(value);
}

import { SPACES } from './pageKinds.ts';
import { encode, NULL_WORD, TAG_MASK, type Word } from './word.ts';
import type { Era } from './wordEras.ts';
import { type Load, load } from './wordMemory.ts';
import type { PageState } from './wordSchemes.ts';

/** What an accessor hands back: a word, or the fault it runs into. */
export type Answer = Load;

export interface Accessor {
  readonly name: string;
  readonly eras: readonly Era[];
  readonly source: string;
  readonly run: (page: PageState) => Answer;
}

const SWAP_SPACE = encode({ tag: 0, target: { kind: 'address_space', id: SPACES.indexOf('swap space') } });
const SWAP_FILE = encode({ tag: 0, target: { kind: 'address_space', id: SPACES.indexOf('swap file') } });
const value = (word: Word): Answer => ({ value: word });
const masked = (word: Word): Word => word & ~TAG_MASK;

/** slab → NULL, swap cache → the swap space, bit 0 → NULL, else the field without its flags (v4.17). */
function oldMapping({ kind, headWord }: PageState): Word {
  if (kind.flags.slab) return NULL_WORD;
  if (kind.flags.swapCache) return SWAP_SPACE;
  return headWord & 1n ? NULL_WORD : masked(headWord);
}

/** slab → NULL, swap cache → the swap space, any flag → NULL, else the field (v6.1 and later). */
function newMapping({ kind, headWord }: PageState): Word {
  if (kind.flags.slab) return NULL_WORD;
  if (kind.flags.swapCache) return SWAP_SPACE;
  return headWord & TAG_MASK ? NULL_WORD : headWord;
}

const unlessSwapCache =
  (mapping: (page: PageState) => Word) =>
  (page: PageState): Answer =>
    value(page.kind.flags.swapCache ? NULL_WORD : mapping(page));
const rawUnlessSwapCache = (page: PageState, word: Word): Answer =>
  value(page.kind.flags.swapCache ? SWAP_FILE : word);
const anonVma = ({ headWord }: PageState): Answer =>
  value((headWord & TAG_MASK) === 1n ? headWord - 1n : NULL_WORD);

/** The readers of the word that the kernel offers, by era, each as the code it is. */
export const ACCESSORS: readonly Accessor[] = [
  {
    name: 'page_mapping',
    eras: ['4.17'],
    source: 'mm/util.c, v4.17',
    run: (page) => value(oldMapping(page)),
  },
  {
    name: 'page_mapping_file',
    eras: ['4.17'],
    source: 'mm/util.c, v4.17: NULL in the swap cache, else page_mapping()',
    run: unlessSwapCache(oldMapping),
  },
  {
    name: 'page_file_mapping',
    eras: ['4.17'],
    source: 'include/linux/mm.h, v4.17: the raw field, without compound_head(), outside the swap cache',
    run: (page) => rawUnlessSwapCache(page, page.word),
  },
  {
    name: 'page_rmapping',
    eras: ['4.17', '6.1'],
    source: 'mm/util.c: compound_head(), then the flags masked off',
    run: (page) => value(masked(page.headWord)),
  },
  { name: 'page_anon_vma', eras: ['4.17'], source: 'mm/util.c, v4.17', run: anonVma },
  {
    name: 'folio_mapping',
    eras: ['6.1', '6.12', '6.19'],
    source: 'mm/util.c, v6.1: line 767',
    run: (page) => value(newMapping(page)),
  },
  {
    name: 'page_mapping',
    eras: ['6.1'],
    source: 'mm/folio-compat.c, v6.1: folio_mapping(page_folio(page)); removed in 2024',
    run: (page) => value(newMapping(page)),
  },
  {
    name: 'page_mapping_file',
    eras: ['6.1'],
    source: 'include/linux/pagemap.h, v6.1',
    run: unlessSwapCache(newMapping),
  },
  {
    name: 'folio_flush_mapping',
    eras: ['6.12', '6.19'],
    source: 'include/linux/pagemap.h: page_mapping_file() under its new name, for D-cache flushing only',
    run: unlessSwapCache(newMapping),
  },
  {
    name: 'page_file_mapping',
    eras: ['6.1'],
    source: 'include/linux/pagemap.h, v6.1: folio_file_mapping(page_folio(page))',
    run: (page) => rawUnlessSwapCache(page, page.headWord),
  },
  {
    name: 'folio_file_mapping',
    eras: ['6.1', '6.12'],
    source: 'include/linux/pagemap.h, v6.1: the raw field outside the swap cache; removed in 2025',
    run: (page) => rawUnlessSwapCache(page, page.headWord),
  },
  {
    name: 'folio_raw_mapping',
    eras: ['6.1', '6.12', '6.19'],
    source: 'mm/internal.h, v6.1: line 74',
    run: (page) => value(masked(page.headWord)),
  },
  {
    name: 'folio_anon_vma',
    eras: ['6.1', '6.12', '6.19'],
    source: 'mm/util.c, v6.1: NULL unless the tag is exactly the ANON bit',
    run: anonVma,
  },
  {
    name: 'folio_inode',
    eras: ['6.1', '6.12', '6.19'],
    source: 'include/linux/pagemap.h, v6.1: folio->mapping->host, for page-cache folios only',
    run: (page) => load(page.memory, page.headWord),
  },
];

export function accessorsOf(era: Era): readonly Accessor[] {
  return ACCESSORS.filter((accessor) => accessor.eras.includes(era));
}

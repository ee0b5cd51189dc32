import {
  kindsOf,
  type PageKind,
  type PageKindId,
  pageKind,
  wordToday,
} from '../../../sim-core/machine/pageKinds.ts';
import { decode } from '../../../sim-core/machine/word.ts';
import { type Era, tagName } from '../../../sim-core/machine/wordEras.ts';
import { SCHEMES } from '../../../sim-core/machine/wordSchemes.ts';
import type { Role, Use } from '../model.ts';

/** The kinds of page that can meet at a place, and why no others; an empty reason: any page can come here. */
export interface Narrowed {
  readonly kinds: readonly PageKindId[];
  readonly because: string;
}

const CACHE: readonly PageKindId[] = ['file', 'shmem', 'hugetlb', 'removed'];
const USER: readonly PageKindId[] = [...CACHE, 'anon', 'ksm', 'shmem-swapcache', 'anon-swapcache'];

interface Rule extends Narrowed {
  readonly roles?: readonly Role[];
  readonly name?: RegExp;
  readonly file?: RegExp;
}

/** First match wins: the purpose of a test says most, then the function's name, then the place in the tree. */
const RULES: readonly Rule[] = [
  { roles: ['bounce'], kinds: ['file', 'bounce'], because: 'I/O pages of an encrypted file' },
  { file: /^mm\/ksm\.c$/, kinds: ['ksm', 'anon', 'ksm-swapcache'], because: 'KSM merges anonymous pages' },
  { name: /(?:^|_)(?:ksm|stable_node)/, kinds: ['ksm', 'anon'], because: 'KSM merges anonymous pages' },
  {
    roles: ['tag'],
    kinds: ['anon', 'ksm', 'movable', 'file', 'fsdax-shared'],
    because: 'the tag tells them apart',
  },
  {
    file: /^(?:fs\/dax\.c|drivers\/dax\/)/,
    kinds: ['fsdax', 'fsdax-shared', 'free'],
    because: 'fsdax pages',
  },
  { name: /dax_/, kinds: ['fsdax', 'fsdax-shared', 'free'], because: 'fsdax pages' },
  {
    name: /(?:free_pages?|free_tail|page_expected_state|page_bad_reason|bad_page|prep_compound)/,
    kinds: ['free', 'tail', 'anon', 'file'],
    because: 'pages on their way into or out of the allocator',
  },
  {
    name: /anon_rmap|set_anon|anon_vma/,
    kinds: ['anon', 'ksm', 'free'],
    because: 'anonymous reverse mapping',
  },
  {
    file: /^(?:mm\/(?:zsmalloc|z3fold|balloon_compaction)\.c)$/,
    kinds: ['movable', 'free'],
    because: 'non-LRU movable pages',
  },
  {
    name: /movable/,
    kinds: ['movable', 'anon', 'file'],
    because: 'non-LRU movable pages are told from LRU pages',
  },
  { file: /^(?:mm\/slab|mm\/slub|mm\/slob)/, kinds: ['slab', 'free'], because: 'slab pages' },
  {
    file: /^mm\/(?:hugetlb|memfd)|^fs\/hugetlbfs\//,
    kinds: ['hugetlb', 'anon', 'removed'],
    because: 'hugetlb pages',
  },
  { file: /^mm\/shmem\.c$/, kinds: ['shmem', 'shmem-swapcache', 'removed'], because: 'shmem pages' },
  {
    roles: ['truncation'],
    file: /^fs\//,
    kinds: ['file', 'removed'],
    because: 'a page that was looked up in a file',
  },
  {
    roles: ['truncation'],
    kinds: CACHE.slice(0, 2).concat('removed'),
    because: 'page-cache pages that were looked up',
  },
  {
    file: /^mm\/(?:filemap|truncate|readahead|page-writeback|folio-compat)\.c$|^include\/linux\/pagemap\.h$/,
    kinds: CACHE,
    because: 'page-cache code',
  },
  {
    file: /^mm\/(?:vmscan|swap|mlock|workingset)\.c$/,
    kinds: [...USER, 'movable'],
    because: 'pages from LRU lists',
  },
  {
    file: /^mm\/(?:compaction|migrate|migrate_device)\.c$/,
    kinds: [...USER, 'movable'],
    because: 'pages to be moved, user pages or movable ones',
  },
  {
    file: /^mm\/(?:memory|rmap|huge_memory|madvise|mremap|mincore|gup|khugepaged|userfaultfd|swapfile|swap_state)\.c$/,
    kinds: USER,
    because: 'pages that user space maps',
  },
  {
    file: /^fs\/proc\//,
    kinds: [...USER, 'slab', 'movable', 'tail', 'free'],
    because: 'walked by page frame number: any page',
  },
  {
    file: /^fs\/(?:direct-io|iomap\/direct-io)\.c$/,
    kinds: ['anon', 'file', 'removed'],
    because: 'direct I/O pins user pages',
  },
  { file: /^fs\//, kinds: ['file', 'removed'], because: 'a file system mostly sees page-cache pages' },
  {
    file: /^drivers\/|^sound\/|^kernel\/events\//,
    kinds: ['driver', 'file', 'anon', 'free'],
    because: "a driver's own pages, or user pages that it pinned",
  },
  {
    file: /^net\//,
    kinds: ['file', 'anon', 'free'],
    because: 'pages that carry packets: spliced, pinned or its own',
  },
  { file: /^block\//, kinds: ['file', 'anon', 'removed'], because: 'pages in a bio' },
  { file: /^arch\//, kinds: [...USER, 'driver'], because: 'pages that user space may map' },
];

/** Which pages can meet at a use, judged by its role, its function's name and its file. */
export function narrow(use: Use): Narrowed {
  const name = use.function ?? '';
  const rule = RULES.find(
    (each) =>
      (each.roles?.includes(use.role) ?? true) &&
      (each.name?.test(name) ?? true) &&
      (each.file?.test(use.file) ?? true),
  );
  const found = rule ?? { kinds: [...USER, 'driver', 'movable', 'slab', 'tail'], because: '' };
  // a folio is never a tail page
  return use.record === 'folio' ? { ...found, kinds: found.kinds.filter((kind) => kind !== 'tail') } : found;
}

/** Would the article's proposals put anything behind the words of such pages? */
export function touched(ids: readonly PageKindId[]): boolean {
  return ids.some((id) => SCHEMES.some((scheme) => scheme.touches(pageKind(id))));
}

/** One value that the word can have, and the kinds of page that have it. */
export interface WordLine {
  readonly word: string;
  readonly kinds: readonly string[];
}

/** The values of the word for some kinds of page in an era; kinds that the era lacks are left out. */
export function wordLines(era: Era, ids: readonly PageKindId[]): readonly WordLine[] {
  const lines = new Map<string, string[]>();
  for (const kind of kindsOf(era)) {
    if (!ids.includes(kind.id)) continue;
    const label = wordLabel(era, kind);
    lines.set(label, [...(lines.get(label) ?? []), SHORT[kind.id]]);
  }
  return [...lines].map(([word, kinds]) => ({ word, kinds }));
}

const SHORT: Readonly<Record<PageKindId, string>> = {
  file: 'page cache',
  removed: 'truncated or removed from the cache',
  anon: 'anonymous',
  'anon-swapcache': 'anonymous in the swap cache',
  shmem: 'shmem',
  'shmem-swapcache': 'shmem in the swap cache',
  ksm: 'KSM',
  'ksm-swapcache': 'KSM in the swap cache',
  hugetlb: 'hugetlb',
  tail: 'tail page',
  slab: 'slab',
  movable: 'non-LRU movable',
  fsdax: 'fsdax',
  'fsdax-shared': 'fsdax, shared by reflink',
  bounce: 'bounce page',
  driver: "driver's page",
  free: 'free or fresh from the allocator',
};

const TYPES: Readonly<Record<string, string>> = {
  address_space: 'address_space *',
  anon_vma: 'anon_vma *',
  stable_node: 'ksm_stable_node *',
  movable_operations: 'movable_operations *',
  kmem_cache: 'kmem_cache *',
  s_mem: 's_mem',
  slab: 'part of struct slab',
  poison: 'TAIL_MAPPING',
};

/** The word as C would spell it: `anon_vma * | PAGE_MAPPING_ANON`. */
function wordLabel(era: Era, kind: PageKind): string {
  const word = wordToday(era, kind);
  const value = word === null ? null : decode(word);
  if (word === null || !value || word === 0n) return 'NULL';
  if (!value.target) return era === '6.1' ? 'PAGE_MAPPING_DAX_COW' : 'PAGE_MAPPING_DAX_SHARED';
  const type = TYPES[value.target.kind] ?? value.target.kind;
  const tag = tagName(era, word);
  return tag ? `${type} | ${tag}` : type;
}

import { tagOf, type Word } from './word.ts';

/** The kernels whose encodings differ; each stands for the releases around it. */
export type Era = '4.17' | '6.1' | '6.12' | '6.19';

export const ERAS: readonly Era[] = ['4.17', '6.1', '6.12', '6.19'];

export interface EraFacts {
  readonly title: string;
  /** names of the tag constants by value 1, 2, 3 */
  readonly tags: readonly [string, string, string];
  /** what bit 1 alone means */
  readonly bitOne: string;
}

/**
 * The low bits by era. Sources: include/linux/page-flags.h of each release (6.1: lines 641 to 650); for
 * 6.17 and later the 2025 series by David Hildenbrand that moved "movable" into a page flag and renamed
 * `PAGE_MAPPING_*` to `FOLIO_MAPPING_*`.
 */
export const ERA_FACTS: Readonly<Record<Era, EraFacts>> = {
  '4.17': {
    title: 'v4.17 (v4.16 to v6.0)',
    tags: ['PAGE_MAPPING_ANON', 'PAGE_MAPPING_MOVABLE', 'PAGE_MAPPING_KSM'],
    bitOne: 'non-LRU movable page; the rest is an address_space *',
  },
  '6.1': {
    title: 'v6.1',
    tags: ['PAGE_MAPPING_ANON', 'PAGE_MAPPING_MOVABLE', 'PAGE_MAPPING_KSM'],
    bitOne: 'non-LRU movable page; the rest is a movable_operations *',
  },
  '6.12': {
    title: 'v6.12',
    tags: ['PAGE_MAPPING_ANON', 'PAGE_MAPPING_MOVABLE', 'PAGE_MAPPING_KSM'],
    bitOne: 'non-LRU movable page; the rest is a movable_operations *',
  },
  '6.19': {
    title: 'v6.19 (v6.17 and later)',
    tags: ['FOLIO_MAPPING_ANON', 'FOLIO_MAPPING_ANON_KSM', 'FOLIO_MAPPING_KSM'],
    bitOne: 'never alone: movable pages have a page flag and leave the word empty',
  },
};

/** What the kernel's own tests of the word conclude from its bits. */
export type Looks = 'null' | 'pointer' | 'anon' | 'ksm' | 'movable' | 'invalid';

/**
 * `!mapping`, `PageAnon()`/`folio_test_anon()`, `PageKsm()`/`folio_test_ksm()` and `__PageMovable()` in one:
 * bit 0 is tested first, as folio_test_anon() does (include/linux/page-flags.h, 6.1: lines 662 to 708).
 */
export function looksLike(era: Era, word: Word): Looks {
  switch (tagOf(word)) {
    case 0:
      return word === 0n ? 'null' : 'pointer';
    case 1:
      return 'anon';
    case 3:
      return 'ksm';
    case 2:
      return era === '6.19' ? 'invalid' : 'movable';
  }
}

/** The tag's constant, or null for no tag. */
export function tagName(era: Era, word: Word): string | null {
  const tag = tagOf(word);
  return tag === 0 ? null : (ERA_FACTS[era].tags[tag - 1] ?? null);
}

/** The era of a release by VERSION and PATCHLEVEL of its top Makefile: the newest that is not newer than it. */
export function eraOf(version: number, patchlevel: number): Era {
  const release = version * 1000 + patchlevel;
  if (release >= 6017) return '6.19';
  if (release >= 6002) return '6.12';
  return release >= 6001 ? '6.1' : '4.17';
}

import { describe, expect, it } from 'vitest';
import { kindsOf, type PageKindId, pageKind } from '../../sim-core/machine/pageKinds.ts';
import { accessorsOf } from '../../sim-core/machine/wordAccessors.ts';
import { ERAS, type Era, eraOf, looksLike, tagName } from '../../sim-core/machine/wordEras.ts';
import { makePage } from '../../sim-core/machine/wordSchemes.ts';
import { describeLoad, describeWord } from '../../sim-core/machine/wordWords.ts';

function answers(era: Era, id: PageKindId): Record<string, string> {
  const page = makePage(era, id, 'field');
  return Object.fromEntries([
    ['raw', describeWord(era, page.word)],
    ...accessorsOf(era).map((each) => [each.name, describeLoad(era, each.run(page), '=')]),
  ]);
}

describe.each(ERAS)('kinds of page in v%s', (era) => {
  it('can be told apart wherever their words are the same', () => {
    const seen = new Map<bigint, Set<string>>();
    for (const kind of kindsOf(era)) {
      const { word } = makePage(era, kind.id, 'field');
      const others = seen.get(word) ?? new Set();
      expect(others, `${kind.id} has the word and the mark of another kind`).not.toContain(kind.toldApartBy);
      seen.set(word, others.add(kind.toldApartBy));
    }
  });

  it('share a word only where the kernel itself needs another mark', () => {
    const groups = new Map<bigint, PageKindId[]>();
    for (const kind of kindsOf(era)) {
      const { word } = makePage(era, kind.id, 'field');
      groups.set(word, [...(groups.get(word) ?? []), kind.id]);
    }
    const shared = [...groups.values()].filter((ids) => ids.length > 1).map((ids) => ids.join(' '));
    const empty = ['removed', 'shmem-swapcache', ...(era === '6.19' ? ['movable', 'fsdax-shared'] : [])];
    expect(shared).toEqual([
      [...empty, 'bounce', 'free'].join(' '),
      'anon anon-swapcache',
      'ksm ksm-swapcache',
    ]);
  });

  it('have a tag that agrees with what the kernel tests', () => {
    for (const kind of kindsOf(era)) {
      const { word } = makePage(era, kind.id, 'field');
      const looks = looksLike(era, word);
      expect(looks).not.toBe('invalid');
      expect(tagName(era, word) !== null).toBe(['anon', 'ksm', 'movable'].includes(looks));
    }
  });

  it('get a defined answer from each accessor', () => {
    for (const kind of kindsOf(era)) {
      for (const [name, answer] of Object.entries(answers(era, kind.id))) {
        expect(answer, `${name} on ${kind.id}`).toMatch(/\S/);
        expect(answer).not.toMatch(/undefined|NaN/);
      }
    }
  });
});

describe('accessors', () => {
  it('answered like this in v4.17', () => {
    // the table of mm/util.c, include/linux/mm.h and mm/swapfile.c, read by hand
    const table = kindsOf('4.17').map((kind) => [kind.id, answers('4.17', kind.id)]);
    expect(Object.fromEntries(table)).toMatchSnapshot();
  });

  it('began to hide movable pages when they stopped holding an address_space', () => {
    expect(answers('4.17', 'movable').page_mapping).toBe('= = driver address_space');
    expect(answers('6.1', 'movable').folio_mapping).toBe('= = NULL');
    expect(answers('6.19', 'movable').raw).toBe('NULL');
  });

  it('hand out a tagged word where they only look at the swap cache', () => {
    expect(answers('4.17', 'anon').page_file_mapping).toBe('= = anon_vma + PAGE_MAPPING_ANON');
    expect(answers('6.12', 'anon').folio_file_mapping).toBe('= = anon_vma + PAGE_MAPPING_ANON');
    expect(accessorsOf('6.19').map((each) => each.name)).not.toContain('folio_file_mapping');
  });

  it('use the head of a compound page, except the one that did not', () => {
    const tail = answers('4.17', 'tail');
    expect(tail.page_rmapping).toBe('= = anon_vma');
    expect(tail.page_file_mapping).toBe('= = TAIL_MAPPING poison');
    expect(answers('6.1', 'tail').page_file_mapping).toBe('= = anon_vma + PAGE_MAPPING_ANON');
  });

  it('are gone where the kernel removed them', () => {
    expect(accessorsOf('6.12').map((each) => each.name)).not.toContain('page_mapping');
    for (const era of ERAS) {
      const names = accessorsOf(era).map((each) => each.name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('fsdax', () => {
  it('marks a shared page with a word that PageAnon() takes for an anonymous page', () => {
    const { word } = makePage('6.1', 'fsdax-shared', 'field');
    expect(word).toBe(1n);
    expect(looksLike('6.1', word)).toBe('anon');
    expect(looksLike('6.1', makePage('6.1', 'anon', 'field').word)).toBe('anon');
  });

  it('had no shared pages before reflink', () => {
    expect(pageKind('fsdax-shared').word['4.17']).toBeNull();
    expect(() => makePage('4.17', 'fsdax-shared', 'field')).toThrow(RangeError);
  });
});

describe('the era of a release', () => {
  it('is its own for each named release and the last change before any other', () => {
    for (const era of ERAS) {
      const [version, patchlevel] = era.split('.').map(Number);
      expect(eraOf(version ?? 0, patchlevel ?? 0)).toBe(era);
    }
    expect(eraOf(5, 15)).toBe('4.17');
    expect(eraOf(6, 16)).toBe('6.12');
    expect(eraOf(6, 17)).toBe('6.19');
    expect(eraOf(7, 2)).toBe('6.19');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindsOf } from '../../sim-core/machine/pageKinds.ts';
import { accessorsOf } from '../../sim-core/machine/wordAccessors.ts';
import { ERAS, looksLike } from '../../sim-core/machine/wordEras.ts';
import { RAW_ACCESSES, rawSight } from '../../sim-core/machine/wordReaders.ts';
import { collisions, makePage, SCHEMES, unwrap } from '../../sim-core/machine/wordSchemes.ts';
import { describeLoad } from '../../sim-core/machine/wordWords.ts';

const pages = ERAS.flatMap((era) => kindsOf(era).map((kind) => ({ era, kind: kind.id })));
const anyPage = fc.constantFrom(...pages);
const anyScheme = fc.constantFrom(...SCHEMES.map((each) => each.id));
const anyAccess = fc.constantFrom(...RAW_ACCESSES);

describe('the proposals', () => {
  it('lose nothing for a reader who knows them', () => {
    fc.assert(
      fc.property(anyPage, anyScheme, ({ era, kind }, scheme) => {
        expect(unwrap(makePage(era, kind, scheme))).toBe(makePage(era, kind, 'field').word);
      }),
    );
  });

  it('change nothing for anybody where they do not touch the page', () => {
    fc.assert(
      fc.property(anyPage, anyScheme, anyAccess, ({ era, kind }, scheme, access) => {
        const page = makePage(era, kind, scheme);
        if (page.word !== page.identity || page.kind.flags.tail) return;
        expect(rawSight(era, kind, scheme, access).outcome).toBe('same');
      }),
    );
  });

  it('are harmless under the field itself', () => {
    for (const { era, kind } of pages) {
      for (const access of RAW_ACCESSES) expect(rawSight(era, kind, 'field', access).outcome).toBe('same');
    }
  });

  it.each(ERAS)('collide with the tags of v%s like this', (era) => {
    const found = SCHEMES.flatMap((each) => collisions(era, each.id));
    expect(
      found.map((each) => `${each.scheme}: ${each.kind} ${each.today} → ${each.under}`),
    ).toMatchSnapshot();
  });

  it('make a file page with waiters look anonymous in every era', () => {
    for (const era of ERAS) {
      expect(collisions(era, 'page_wait')).toContainEqual({
        scheme: 'page_wait',
        kind: 'file',
        today: 'pointer',
        under: 'anon',
      });
      const page = makePage(era, 'file', 'page_wait');
      expect(page.word & 1n).toBe(1n);
      expect(looksLike(era, page.word)).toBe(looksLike(era, makePage(era, 'anon', 'field').word));
    }
  });

  it("turn the kernel's own accessor against file pages with waiters: they have no mapping", () => {
    for (const era of ERAS) {
      const accessor = accessorsOf(era).find((each) => /^(page|folio)_mapping$/.test(each.name));
      expect(accessor).toBeDefined();
      if (!accessor) continue;
      expect(describeLoad(era, accessor.run(makePage(era, 'file', 'field')), '')).toContain(
        'file address_space',
      );
      expect(describeLoad(era, accessor.run(makePage(era, 'file', 'page_wait')), '')).toContain('NULL');
    }
  });
});

describe('a raw reader under indirection', () => {
  it('misses truncation: the word is no longer NULL', () => {
    for (const scheme of ['page_mapping', 'page_wait'] as const) {
      expect(rawSight('4.17', 'removed', scheme, 'null-test')).toEqual({
        outcome: 'wrong',
        sees: 'not NULL',
        today: 'NULL',
      });
    }
  });

  it('finds every live page truncated when it compares: the other way round', () => {
    expect(rawSight('4.17', 'file', 'page_mapping', 'compare')).toEqual({
      outcome: 'wrong',
      sees: 'different',
      today: 'equal',
    });
    expect(rawSight('4.17', 'removed', 'page_mapping', 'compare').outcome).toBe('same');
  });

  it('dereferences a tagged pointer into an oops, an untagged one into the wrong type', () => {
    const tagged = rawSight('6.1', 'file', 'page_wait', 'dereference');
    expect(tagged.outcome).toBe('oops');
    expect(tagged.sees).toContain('garbage');
    const plain = rawSight('6.1', 'file', 'page_mapping', 'dereference');
    expect(plain.outcome).toBe('wrong');
    expect(plain.sees).toBe('host = file address_space, taken for an inode');
  });

  it('overwrites the attachment when it stores', () => {
    for (const scheme of ['page_mapping', 'page_wait', 'page_attachment'] as const) {
      expect(rawSight('6.1', 'file', scheme, 'write').outcome).toBe('lost');
    }
  });

  it('is no worse off where it cannot survive today', () => {
    expect(rawSight('6.1', 'removed', 'page_wait', 'dereference').outcome).toBe('same');
  });
});

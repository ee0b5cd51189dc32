import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  decode,
  encode,
  hex,
  isCanonical,
  MAX_ID,
  OBJECT_KINDS,
  objectAt,
  TAIL_MAPPING,
  type Tag,
  type WordValue,
} from '../../sim-core/machine/word.ts';

const tag = fc.constantFrom<Tag>(0, 1, 2, 3);
const target = fc
  .record({ kind: fc.constantFrom(...OBJECT_KINDS), id: fc.integer({ min: 0, max: MAX_ID }) })
  .map(({ kind, id }) => ({ kind, id: kind === 'poison' ? 0 : id }));
const wordValue: fc.Arbitrary<WordValue> = fc.record({ tag, target: fc.option(target) });

describe('the mapping word', () => {
  it('comes apart into what it was put together from', () => {
    fc.assert(
      fc.property(wordValue, (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
    );
  });

  it('is different for different contents', () => {
    fc.assert(
      fc.property(wordValue, wordValue, (a, b) => {
        const alike = JSON.stringify(a) === JSON.stringify(b);
        expect(encode(a) === encode(b)).toBe(alike);
      }),
    );
  });

  it('leaves the two low bits of every pointer free and fits into 64 bits', () => {
    fc.assert(
      fc.property(target, (each) => {
        const address = addressOf(each);
        expect(address & 3n).toBe(0n);
        expect(BigInt.asUintN(64, address)).toBe(address);
        expect(isCanonical(address)).toBe(each.kind !== 'poison');
        expect(objectAt(address)).toEqual(each);
      }),
    );
  });

  it('never makes up an object for a word that was not built here', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (word) => {
        const value = decode(word);
        if (value) expect(encode(value)).toBe(word);
      }),
    );
  });

  it('does not take the inside of an object for its start', () => {
    const start = addressOf({ kind: 'address_space', id: 3 });
    expect(objectAt(start + 8n)).toBeNull();
    expect(decode(start + 4n)).toBeNull();
  });

  it('refuses objects that it has no room for', () => {
    for (const id of [-1, MAX_ID + 1, 0.5, Number.NaN]) {
      expect(() => encode({ tag: 0, target: { kind: 'anon_vma', id } })).toThrow(RangeError);
    }
    expect(() => encode({ tag: 0, target: { kind: 'poison', id: 1 } })).toThrow(RangeError);
  });

  it('prints like %px', () => {
    expect(hex(0n)).toBe('0000000000000000');
    expect(hex(TAIL_MAPPING)).toBe('dead000000000400');
    expect(hex(addressOf({ kind: 'anon_vma', id: 0 }) | 1n)).toBe('ffff888110000001');
  });
});

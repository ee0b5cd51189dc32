// Any two adversaries beside each other, under every scheme that both make sense under: the kernel's own
// paths break no rule. And paths with one care left out do.
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import {
  ADVERSARIES,
  adversaryOf,
  type Needs,
  optionsFor,
  setTheStage,
} from '../../sim-core/kernel/adversaries.ts';
import { pinPath } from '../../sim-core/kernel/device.ts';
import { type Kernel, kernel } from '../../sim-core/kernel/kernel.ts';
import { byNull, byRawWord, never } from '../../sim-core/kernel/lookup.ts';
import { mkwritePath } from '../../sim-core/kernel/pageMkwrite.ts';
import { readPath } from '../../sim-core/kernel/read.ts';
import { reclaimPath } from '../../sim-core/kernel/reclaim.ts';
import { writePath } from '../../sim-core/kernel/write.ts';
import { Model } from '../../sim-core/model/model.ts';
import type { Path } from '../../sim-core/model/path.ts';
import { SCHEMES } from '../../sim-core/schemes/index.ts';

function play(scheme: string, needs: readonly Needs[], add: (m: Model, k: Kernel) => void, mapped = true) {
  const m = new Model();
  const k = kernel(m, optionsFor(scheme, needs));
  setTheStage(m, k, mapped);
  add(m, k);
  return check(m.build());
}

/** Two of the same where the kernel has a place for two. */
const alone = new Set(['device-atomic', 'splice']);

describe('adversaries', () => {
  it('have ids of their own and are found by them', () => {
    expect(new Set(ADVERSARIES.map(({ id }) => id)).size).toBe(ADVERSARIES.length);
    for (const each of ADVERSARIES) expect(adversaryOf(each.id)).toBe(each);
    expect(() => adversaryOf('nobody')).toThrow(/no adversary nobody; there are truncate/);
  });

  it.each(ADVERSARIES.map((a, at) => [a.id, a, ADVERSARIES.slice(at)] as const))(
    '%s beside each of the others: no rule is broken, under any scheme',
    (_, a, others) => {
      for (const b of others) {
        if (a === b && alone.has(a.id)) continue;
        const pages = Math.max(a.needs.ptes ?? 0, b.needs.ptes ?? 0) ? [true, false] : [false];
        for (const scheme of a.schemes.filter((each) => b.schemes.includes(each))) {
          for (const mapped of pages) {
            const both = (m: Model, k: Kernel) => {
              a.add(m, k);
              b.add(m, k);
            };
            const report = play(scheme, [a.needs, b.needs], both, mapped);
            expect([b.id, scheme, mapped, report.run?.rule]).toEqual([b.id, scheme, mapped, undefined]);
            expect(report.verdict).toBe('holds');
            expect(report.states).toBeGreaterThan(3);
          }
        }
      }
    },
  );

  type Broken = readonly [
    what: string,
    adversary: string,
    scheme: string,
    path: (k: Kernel) => Path,
    rule: RegExp,
  ];
  const wrong: readonly Broken[] = [
    ['no recheck', 'truncate', 'field', (k) => readPath(k, { recheck: never }), /belongs to the file meant/],
    [
      'NULL test',
      'truncate',
      'page_mapping',
      (k) => readPath(k, { recheck: byNull(k) }),
      /belongs to the file meant/,
    ],
    [
      'raw word',
      'ksm-merge',
      'page_attachment',
      (k) => readPath(k, { recheck: byRawWord(k) }),
      /loops for ever/,
    ],
    ['raw word', 'read', 'page_mapping', (k) => readPath(k, { recheck: byRawWord(k) }), /loops for ever/],
    [
      'write(2) that does not ask',
      'device-atomic',
      'page_flag',
      (k) => writePath(k, { knows: false }),
      /no write is lost/,
    ],
    [
      'a fault that does not ask',
      'device-atomic',
      'private',
      (k) => mkwritePath(k, { pte: 1, knows: false }),
      /one class of writer/,
    ],
    [
      'a pin that does not ask',
      'device-atomic',
      'page_attachment',
      (k) => pinPath(k, { pte: 1, knows: false }),
      /no write is lost/,
    ],
    [
      'reclaim that does not look',
      'ksm-merge',
      'page_attachment',
      (k) => reclaimPath(k, { attachment: 'blind' }),
      /NULL mapping/,
    ],
    [
      'a collapse that comes late',
      'gpu-duplicate',
      'field',
      (k) => mkwritePath(k, { pte: 1, collapse: 'last' }),
      /one class of writer/,
    ],
  ];

  it.each(wrong)('%s beside %s under %s', (_, id, scheme, path, rule) => {
    const { needs, add } = adversaryOf(id);
    const mine: Needs = { references: 2, ptes: 1, writes: 1, spare: 1, flags: ['dirty'] };
    const report = play(scheme, [needs, mine], (m, k) => {
      m.process('path', path(k));
      add(m, k);
    });
    expect(report.run?.rule ?? '').toMatch(rule);
  });

  it('cover every scheme', () => {
    for (const scheme of SCHEMES)
      expect(ADVERSARIES.filter((a) => a.schemes.includes(scheme)).length).toBeGreaterThan(9);
  });
});

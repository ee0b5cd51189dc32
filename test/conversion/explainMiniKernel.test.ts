import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { narrow } from '../../server/conversion/explain/word.ts';
import { explainShort, explainUse } from '../../server/conversion/explain.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import type { Use } from '../../server/conversion/model.ts';
import { usesIn } from '../support/analyse.ts';
import { MINI_KERNEL, sourcesOf } from '../support/annotations.ts';
import { Fixture } from '../support/fixture.ts';

const texts = new Map(
  sourcesOf(MINI_KERNEL).map((file) => [file, readFileSync(join(MINI_KERNEL, file), 'utf8')]),
);
const uses = usesIn(new Fixture(texts, [], new Map()));
const inFunction = (name: string): Use[] => uses.filter((use) => use.function === name);

describe('explanations of the whole sample tree', () => {
  it('say something of their own for each use, as long as a hover may be', () => {
    expect(uses.length).toBeGreaterThan(100);
    for (const use of uses) {
      const place = `${use.file}:${use.line}`;
      const out = explainUse(use, PAGE_MAPPING);
      expect(out, place).not.toMatch(/undefined|\[object/);
      expect(out.split('\n').length, place).toBeLessThanOrEqual(24);
      expect(out, place).toContain(`stage **${use.stage}**`);
      for (const source of use.sources.slice(0, use.stage === 'owner' ? 0 : 3))
        expect(out, place).toContain(source.expression);
      expect(explainShort(use), place).not.toContain('\n');
    }
  });

  it('narrow the word by what the code is about', () => {
    for (const use of uses) {
      const { kinds } = narrow(use);
      if (use.role === 'truncation') expect(kinds).toContain('removed');
      if (use.role === 'bounce') expect(kinds).toContain('bounce');
      if (use.file === 'mm/ksm.c') expect(kinds).toContain('ksm');
      if (use.file.startsWith('fs/toyfs/')) expect(kinds).not.toContain('anon');
    }
    const [reclaim] = inFunction('shrink_folio_list');
    expect(reclaim && explainUse(reclaim, PAGE_MAPPING)).toContain('no source. Reclaim finds');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAGES } from '../../server/conversion/model.ts';
import { countStages, type Place, placesOf } from '../../server/index/counts.ts';
import { reportsOf } from '../support/analyse.ts';

const place = (stage: Place['stage']): Place => ({ file: 'a.c', function: null, stage });

describe('counts by stage', () => {
  test('name every stage, also those without a place', () => {
    expect(Object.keys(countStages([]).byStage)).toEqual(STAGES);
  });

  test('leave nothing out and count nothing twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STAGES)), (stages) => {
        const counts = countStages(stages.map(place));
        expect(counts.total).toBe(stages.length);
        for (const stage of STAGES)
          expect(counts.byStage[stage]).toBe(stages.filter((each) => each === stage).length);
      }),
    );
  });

  test('share: of the places that can be converted, those that are', () => {
    expect(
      countStages(['raw', 'converted', 'owner', 'no-source', 'passed'].map((s) => place(s as 'raw'))),
    ).toMatchObject({
      convertible: 3,
      shareConverted: 1 / 3,
    });
  });

  test('share is whole where nothing is left to convert', () => {
    expect(countStages([]).shareConverted).toBe(1);
    expect(countStages([place('owner')]).shareConverted).toBe(1);
  });
});

test('uses, calls on the ladder and converted functions are places', () => {
  const [report] = reportsOf(`
    int f(struct page *page, struct address_space *mapping)
    {
    	return page->mapping != mapping;
    }
    int g(struct page *page)
    {
    	return page_is_truncated(page, MAPPING_NULL);
    }
    int h(struct page *page, struct address_space *mapping)
    {
    	return use(mapping);
    }
  `).values();
  expect(report && placesOf(report).map((each) => [each.function, each.stage])).toEqual([
    ['f', 'raw'],
    ['g', 'parameter'],
    ['h', 'converted'],
  ]);
});

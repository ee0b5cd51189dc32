import { expect, test } from 'vitest';
import { median, percentile } from '../../scripts/kernel/measure.mjs';
import { compare, coveredPaths } from '../../scripts/kernel/truth.mjs';

const row = (file, line, record) => ({ file, line, col: 5, record });
const use = (file, line, record) => ({ file, line, column: 5, record });

test('what is missed, claimed, extra and unknown', () => {
  const truth = [
    row('mm/a.c', 1, 'page'),
    row('mm/a.c', 2, 'folio'),
    row('mm/a.c', 3, 'page'),
    row('mm/a.c', 4, 'readahead_control'),
    row('mm/a.c', 5, 'toy_ring'),
    row('mm/a.c', 5, 'toy_ring'),
  ];
  const found = [
    use('mm/a.c', 1, 'page'),
    use('mm/a.c', 2, 'page'),
    use('mm/a.c', 4, 'page'),
    use('mm/a.c', 5, null),
    use('mm/a.c', 9, 'folio'),
  ];
  const result = compare(truth, found);
  expect(result).toMatchObject({ wanted: 3, foreign: 2, right: 1, recall: 1 / 3, precision: 1 / 2 });
  expect(result.misses.map(({ place, use: seen }) => [place, seen?.record])).toEqual([
    ['mm/a.c:2:5', 'page'],
    ['mm/a.c:3:5', undefined],
  ]);
  expect(result.claimed.map(({ place }) => place)).toEqual(['mm/a.c:4:5']);
  expect(result.extra.map(({ line }) => line)).toEqual([9]);
  expect(result.unknown.map(({ line }) => line)).toEqual([5]);
});

test('a place that is a page in one expansion and another record in the next is ours', () => {
  const truth = [row('a.h', 1, 'page'), row('a.h', 1, 'toy_ring')];
  expect(compare(truth, [use('a.h', 1, 'page')])).toMatchObject({ recall: 1, precision: 1, claimed: [] });
});

test('folders above covered folders are asked file by file', () => {
  const truth = ['fs/buffer.c', 'fs/ext4/inode.c', 'fs/ext4/page-io.c', 'mm/util.c'].map((file) =>
    row(file, 1, 'page'),
  );
  expect(coveredPaths(truth)).toEqual(['fs/buffer.c', 'fs/ext4', 'mm']);
});

test('medians and percentiles', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([7], 0.95)]).toEqual([50, 95, 7]);
});

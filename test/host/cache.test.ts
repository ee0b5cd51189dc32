import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../server/conversion/facts.ts';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { Cache, type Snapshot } from '../../server/host/cache.ts';
import { makeTree, type Tree } from '../support/tree.ts';

const SNAPSHOT: Snapshot = {
  files: ['mm/é.c', 'mm/b.c'],
  stamps: Float64Array.from([10, 1.5, 2.5, 20, 3.5, 4.5]),
  facts: new Map([['mm/b.c', { hash: 'h', facts: NO_FACTS }]]),
  reports: [{ file: 'mm/b.c', uses: [], rungs: [], converted: [], damage: [], falseFriends: 3 }],
  macroCalls: [{ name: 'M', file: 'mm/b.c', line: 4, args: [{ k: 'scalar' }] }],
  problems: [{ file: 'mm/é.c', message: 'permission denied' }],
};

let dir: Tree;
let cache: Cache;
beforeEach(() => {
  dir = makeTree();
  cache = new Cache(dir.root, '/linux', PAGE_MAPPING, '1.0.0');
});
afterEach(() => dir.dispose());

/** The snapshot with all its parts, null where one is missing. */
function loaded(from: Cache = cache): object | null {
  const stored = from.load();
  return (
    stored && { ...stored, ...stored.reports(), reports: stored.reports()?.reports, facts: stored.facts() }
  );
}

const parts = (): string[] =>
  readdirSync(dir.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('a snapshot', () => {
  test('comes back as it was', async () => {
    await cache.save(SNAPSHOT);
    expect(loaded()).toMatchObject({ ...SNAPSHOT, stamps: SNAPSHOT.stamps });
  });

  test('of an empty tree too', async () => {
    const empty = { ...SNAPSHOT, files: [], stamps: new Float64Array(0) };
    await cache.save(empty);
    expect(cache.load()).toMatchObject({ files: [], stamps: new Float64Array(0) });
  });

  test('is replaced by the next, and leaves nothing lying about', async () => {
    await cache.save(SNAPSHOT);
    const before = parts();
    await cache.save({ ...SNAPSHOT, problems: [] });
    expect(cache.load()?.reports()?.problems).toEqual([]);
    expect(parts()).toEqual(before);
  });

  test.each<[string, () => Cache]>([
    ['tree', () => new Cache(dir.root, '/linux-next', PAGE_MAPPING, '1.0.0')],
    ['version', () => new Cache(dir.root, '/linux', PAGE_MAPPING, '1.0.1')],
    ['rule', () => new Cache(dir.root, '/linux', { ...PAGE_MAPPING, owners: {} }, '1.0.0')],
  ])('is not that of another %s', async (_what, other) => {
    await cache.save(SNAPSHOT);
    expect(other().load()).toBeNull();
    expect(loaded()).not.toBeNull();
  });
});

describe('a snapshot that cannot be trusted is none', () => {
  test('where there is none', () => {
    expect(cache.load()).toBeNull();
  });

  const spoil: [string, (bytes: Buffer) => Uint8Array | string][] = [
    ['empty', () => ''],
    ['cut short', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['without its end', (bytes) => bytes.subarray(0, -1)],
    ['noise', () => Buffer.alloc(5000, 0xab)],
    ['another format', () => '{"a":1}'],
    ['JSON of another shape', () => 'null'],
  ];
  for (const part of ['stamps', 'facts.json', 'reports.json'])
    test.each(spoil)(`${part}: %s`, async (_how, change) => {
      await cache.save(SNAPSHOT);
      const path = parts().find((each) => each.endsWith(part)) ?? part;
      writeFileSync(path, change(readFileSync(path)));
      const stored = cache.load();
      if (part === 'stamps') {
        // names are not checked by content: a list cut within its last name differs from the tree's
        if (stored) expect(stored.files).not.toEqual(SNAPSHOT.files);
      } else if (part === 'facts.json') expect(stored?.facts()).toBeNull();
      else expect(stored?.reports()).toBeNull();
    });

  test('a run cut short after any of its parts', async () => {
    await cache.save(SNAPSHOT);
    const whole = new Map(parts().map((path) => [path, readFileSync(path)]));
    const order = [...whole.keys()].sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
    expect(order.at(-1)).toMatch(/stamps$/);
    for (const path of whole.keys()) {
      rmSync(path);
      expect(
        Object.values(loaded() ?? { none: null }).some((part) => part === null || part === undefined),
      ).toBe(true);
      writeFileSync(path, whole.get(path) ?? '');
    }
  });

  test('parts of two runs that saved at once are not put together', async () => {
    await cache.save(SNAPSHOT);
    const first = new Map(parts().map((path) => [path, readFileSync(path)]));
    await cache.save({ ...SNAPSHOT, problems: [] });
    const second = new Map(parts().map((path) => [path, readFileSync(path)]));
    for (const mine of parts()) {
      for (const [path, bytes] of second) writeFileSync(path, bytes);
      writeFileSync(mine, first.get(mine) ?? '');
      const stored = cache.load();
      expect([stored?.facts(), stored?.reports()]).toContain(null);
    }
  });
});

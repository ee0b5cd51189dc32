import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { miniKernelAnnotations } from '../support/annotations.ts';
import { copyMiniKernel, makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

/** The contract: these keys, in this order, first; others may follow. */
const CONTRACT = [
  'file',
  'line',
  'column',
  'field',
  'record',
  'confidence',
  'reason',
  'function',
  'access',
  'role',
  'stage',
  'sources',
  'condition',
];

interface Row {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly record: string | null;
  readonly sources: readonly Record<string, unknown>[];
}

let kernel: Tree;
beforeAll(() => {
  kernel = copyMiniKernel();
});
afterAll(() => kernel.dispose());

const uses = (...argv: string[]) => mapshift(['uses', '--no-cache', ...argv]);

describe('rows of uses --json', () => {
  test('hold the keys of the contract, in its order, with the types it says', async () => {
    const rows = rowsOf(await uses('--json', kernel.root));
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      expect(Object.keys(row).slice(0, CONTRACT.length)).toEqual(CONTRACT);
      expect(row).toMatchObject({
        file: expect.stringMatching(/^[^/].*\.[ch]$/),
        line: expect.any(Number),
        column: expect.any(Number),
        field: 'mapping',
        confidence: expect.stringMatching(/^(?:certain|likely|guess|unknown)$/),
        reason: expect.stringMatching(/./),
        access: expect.stringMatching(
          /^(?:read|write|address|compare|null-test|dereference|argument|init|offsetof|tag-test)$/,
        ),
        role: expect.stringMatching(/^(?:identity|truncation|owner|bounce|tag|tracing)$/),
        stage: expect.stringMatching(/^(?:raw|helper|parameter|passed|checked|converted|owner|no-source)$/),
        sources: expect.any(Array),
      });
      for (const nullable of ['record', 'function', 'condition'])
        expect(row[nullable] === null || typeof row[nullable] === 'string').toBe(true);
      expect(row.record === null).toBe(row.confidence === 'unknown');
    }
  });

  test('name for each source what it is, where it is from, how sure, and what against', async () => {
    const sources = rowsOf<Row>(await uses('--json', kernel.root)).flatMap((row) => row.sources);
    expect(sources.length).toBeGreaterThan(20);
    for (const source of sources) {
      expect(Object.keys(source)).toEqual(['expression', 'from', 'confidence', 'caveats']);
      expect(source).toMatchObject({
        expression: expect.stringMatching(/./),
        from: expect.stringMatching(/^(?:parameter|local) \w+$/),
        confidence: expect.stringMatching(/^(?:certain|likely|guess)$/),
        caveats: expect.any(Array),
      });
    }
  });

  test('come in order of file, line and column', async () => {
    const places = rowsOf<Row>(await uses('--json', kernel.root));
    const order = places.toSorted(
      (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    );
    expect(places).toEqual(order);
  });

  test('point at the member name, counting bytes from 1', async () => {
    for (const { file, line, column } of rowsOf<Row>(await uses('--json', kernel.root))) {
      const bytes = Buffer.from(readFileSync(kernel.path(file), 'utf8').split('\n')[line - 1] ?? '');
      expect(bytes.subarray(column - 1, column + 6).toString(), `${file}:${line}`).toBe('mapping');
    }
  });

  test('count the bytes of characters that take several', async () => {
    const tree = makeTree([
      ['a.c', 'struct page { int mapping; };\nint f(struct page *p) { /* äöü 🐧 */ return p->mapping; }\n'],
    ]);
    const [row] = rowsOf<Row>(await uses('--json', tree.root));
    const line = Buffer.from('int f(struct page *p) { /* äöü 🐧 */ return p->');
    expect(row).toMatchObject({ line: 2, column: line.length + 1 });
    tree.dispose();
  });

  test('are what the mini-kernel promises', async () => {
    const promised = miniKernelAnnotations().flatMap(({ file, line, uses: list }) =>
      list.map(({ record }) => `${file}:${line} ${record}`),
    );
    const known = rowsOf<Row>(await uses('--json', kernel.root)).filter(({ record }) => record !== null);
    expect(known.map(({ file, line, record }) => `${file}:${line} ${record}`).sort()).toEqual(
      promised.sort(),
    );
  });

  test('of part of a tree are those of the tree', async () => {
    const whole = rowsOf<Row>(await uses('--json', kernel.root));
    const part = await uses('--json', kernel.root, 'mm', 'fs/buffer.c', kernel.path('mm/ksm.c'));
    expect(part.code).toBe(0);
    expect(rowsOf<Row>(part)).toEqual(
      whole.filter(({ file }) => file.startsWith('mm/') || file === 'fs/buffer.c'),
    );
  });

  test('are none where there is nothing, and that is fine', async () => {
    const tree = makeTree([['a.c', 'int a;\n']]);
    expect(await uses('--json', tree.root)).toMatchObject({ code: 0, out: '' });
    tree.dispose();
  });
});

describe('the table for people', () => {
  test('has a heading for each file and a line for each use', async () => {
    const tree = makeTree([
      [
        'mm/a.c',
        `struct page { struct address_space *mapping; };
int f(struct page *page, struct inode *inode)
{
	return page->mapping == inode->i_mapping;
}
`,
      ],
      [
        'mm/b.c',
        'void g(struct page *page) { page->mapping = 0; }\nint h(void) { return who()->mapping; }\n',
      ],
    ]);
    const { out } = await uses(tree.root);
    expect(out).toMatchInlineSnapshot(`
      "mm/a.c
           4:15  page  compare  truncation  raw    f  ← inode->i_mapping

      mm/b.c
           1:35  page  write    owner       owner  g
           2:29  ?     read     identity    raw    h (type unknown)
      "
    `);
    tree.dispose();
  });

  test('is coloured where colour is welcome, or asked for, and says the same', async () => {
    const plain = (await uses(kernel.root)).out;
    const coloured = (await mapshift(['uses', '--no-cache', kernel.root], { colour: true })).out;
    expect(plain).not.toContain('\x1b');
    expect(coloured).toContain('\x1b[33m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colour is
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(plain);
    expect((await uses('--colour', kernel.root)).out).toBe(coloured);
    expect((await uses('--color', kernel.root)).out).toBe(coloured);
    for (const no of ['--no-colour', '--no-color'])
      expect((await mapshift(['uses', '--no-cache', no, kernel.root], { colour: true })).out).toBe(plain);
  });
});

describe('the summary', () => {
  test('counts uses, files, doubts and everything unread', async () => {
    const { err } = await uses(kernel.root);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(
      /^\d+ uses in \d+ of \d+ files; \d+ of unknown type; \d+ members of the same name belong to other records; \d+ files with parse errors, \d+ uses near one; 0 files or folders could not be read$/,
    );
  });

  test('goes to stderr, so that rows can be piped', async () => {
    const { out } = await uses('--json', kernel.root);
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^\{.*\}$/);
  });

  test('tells with --verbose where the grammar failed', async () => {
    const tree = makeTree([['a.c', 'int f(struct page *p) { return p->mapping; }\nint ) (;\n']]);
    expect((await uses(tree.root)).err).toHaveLength(1);
    expect((await uses('--verbose', tree.root)).err).toContainEqual(
      expect.stringMatching(/a\.c:2: not parsed: /),
    );
    tree.dispose();
  });
});

describe('the cache', () => {
  test('is written where asked, and changes nothing in the answer', async () => {
    const cache = makeTree();
    const argv = ['uses', '--json', '--cache', cache.root, kernel.root];
    const cold = await mapshift(argv);
    expect(readdirSync(cache.root)).toHaveLength(1);
    expect(await mapshift(argv)).toEqual(cold);
    expect(await uses('--json', kernel.root)).toEqual(cold);
    cache.dispose();
  });

  test('is left alone with --no-cache', async () => {
    const cache = makeTree();
    await mapshift(['uses', '--cache', cache.root, '--no-cache', kernel.root]);
    expect(readdirSync(cache.root)).toEqual([]);
    cache.dispose();
  });

  test('of one field is not that of another', async () => {
    const cache = makeTree();
    cache.write(
      'lru.json',
      '{ "id": "page-lru", "records": ["page"], "field": "lru", "substitute": "struct list_head" }',
    );
    const tree = makeTree([['a.c', 'int f(struct page *p) { return p->mapping || &p->lru; }\n']]);
    const column = async (...extra: string[]) =>
      rowsOf<Row>(await mapshift(['uses', '--json', '--cache', cache.root, ...extra, tree.root])).map(
        (row) => row.column,
      );
    expect(await column()).toEqual([35]);
    expect(await column('--field', cache.path('lru.json'))).toEqual([50]);
    expect(await column('--field', 'page-mapping')).toEqual([35]);
    tree.dispose();
    cache.dispose();
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Use } from '../../server/conversion/model.ts';
import { sarifOf } from '../../server/export/sarif.ts';
import { mapshift } from '../cli/command.ts';
import { usesIn } from '../support/analyse.ts';
import { copyMiniKernel, makeTree, type Tree } from '../support/tree.ts';

/** As much of SARIF 2.1.0 as we write. */
interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly Run[];
}
interface Run {
  readonly tool: { readonly driver: { name: string; version: string; rules: readonly { id: string }[] } };
  readonly invocations: readonly {
    executionSuccessful: boolean;
    toolExecutionNotifications: readonly {
      level: string;
      message: Message;
      locations: readonly Location[];
    }[];
  }[];
  readonly columnKind: string;
  readonly originalUriBaseIds: Record<string, unknown>;
  readonly results: readonly Result[];
}
interface Message {
  readonly text: string;
}
interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
    readonly region?: {
      readonly startLine: number;
      readonly startColumn: number;
      readonly endColumn: number;
    };
  };
  readonly logicalLocations?: readonly { readonly name: string; readonly kind: string }[];
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: Message;
  readonly locations: readonly Location[];
}

const KINDS = ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'];
const LEVELS = ['none', 'note', 'warning', 'error'];

/** The specification's rules for what we write, which its JSON schema tells only in part. */
function expectLegal(log: Log): void {
  expect(log).toMatchObject({ $schema: expect.stringContaining('sarif-2.1.0'), version: '2.1.0' });
  for (const run of log.runs) {
    const { driver } = run.tool;
    expect(driver.name).toBe('mapshift');
    const ids = driver.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run.columnKind);
    for (const { executionSuccessful, toolExecutionNotifications } of run.invocations) {
      expect(executionSuccessful).toBe(true);
      for (const { level, message, locations } of toolExecutionNotifications) {
        expect(LEVELS).toContain(level);
        expect(message.text).not.toBe('');
        for (const location of locations) expectPlace(location, run);
      }
    }
    for (const { ruleId, ruleIndex, kind, level, message, locations } of run.results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      expect(KINDS).toContain(kind);
      expect(LEVELS).toContain(level);
      // §3.27.10: a level other than none is for what fails, and only for that
      expect(level === 'none').toBe(kind !== 'fail');
      expect(message.text).toMatch(/\.$/);
      expect(locations).toHaveLength(1);
      for (const location of locations) {
        expectPlace(location, run);
        const { region } = location.physicalLocation;
        expect(region?.startLine).toBeGreaterThanOrEqual(1);
        expect(region?.startColumn).toBeGreaterThanOrEqual(1);
        expect(region?.endColumn).toBeGreaterThan(region?.startColumn ?? Infinity);
      }
    }
  }
}

function expectPlace({ physicalLocation: { artifactLocation } }: Location, run: Run): void {
  // a relative reference that resolves below its base
  expect(artifactLocation.uri).toMatch(/^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2}|\/)+$/);
  expect(artifactLocation.uri).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/);
  expect(Object.keys(run.originalUriBaseIds)).toContain(artifactLocation.uriBaseId);
}

const columnOf = (use: Use): number => use.column;

function resultFor(source: string): Result | undefined {
  const log = sarifOf({ uses: usesIn(source), problems: [], version: '1.0.0', columnOf }) as Log;
  expectLegal(log);
  return log.runs[0]?.results[0];
}

describe('a result', () => {
  test('asks for a use that can be converted, with what is at hand', () => {
    expect(
      resultFor('int f(struct page *page, struct file *file)\n{\n\treturn page->mapping->host == 0;\n}'),
    ).toMatchObject({
      ruleId: 'mapping-identity',
      kind: 'fail',
      level: 'note',
      message: {
        text: 'dereference of mapping of struct page: the code wants to know whose page this is; file->f_mapping is at hand.',
      },
      locations: [
        {
          physicalLocation: { region: { startLine: 3, startColumn: 15, endColumn: 22 } },
          logicalLocations: [{ name: 'f', kind: 'function' }],
        },
      ],
    });
  });

  test('only tells of a use that stays', () => {
    expect(resultFor('void f(struct page *page) { page->mapping = 0; }')).toMatchObject({
      ruleId: 'mapping-owner',
      kind: 'informational',
      level: 'none',
    });
    expect(
      resultFor('// @file mm/vmscan.c\nint f(struct page *page) { return page->mapping->x; }'),
    ).toMatchObject({ ruleId: 'mapping-identity', kind: 'informational', level: 'none' });
  });

  test('has no function where there is none', () => {
    const result = resultFor('struct page *p;\nvoid *m = &p->mapping;');
    expect(result?.locations[0]).not.toHaveProperty('logicalLocations');
  });

  test('in a file whose name means something in a URI', () => {
    const result = resultFor('// @file drivers/a#b?c%d.c\nint f(struct page *p) { return p->mapping->x; }');
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('drivers/a%23b%3Fc%25d.c');
  });
});

describe('mapshift uses --sarif', () => {
  let kernel: Tree;
  beforeAll(() => {
    kernel = copyMiniKernel();
  });
  afterAll(() => kernel.dispose());

  async function logOf(tree: Tree, ...extra: string[]): Promise<{ log: Log; out: string }> {
    const path = tree.path('uses.sarif');
    const { code, out } = await mapshift(['uses', '--no-cache', '--sarif', path, ...extra, tree.root]);
    expect(code).toBe(0);
    return { log: JSON.parse(readFileSync(path, 'utf8')) as Log, out };
  }

  test('writes a legal log with a result for each row, and no table', async () => {
    const { log, out } = await logOf(kernel);
    expectLegal(log);
    expect(out).toBe('');
    const rows = (await mapshift(['uses', '--no-cache', '--json', kernel.root])).out.trimEnd().split('\n');
    expect(log.runs[0]?.results).toHaveLength(rows.length);
    expect(new Set(log.runs[0]?.results.map(({ level }) => level))).toEqual(new Set(['none', 'note']));
  });

  test('does not keep the rows from stdout', async () => {
    const { out } = await logOf(kernel, '--json');
    expect(out).toMatch(/^\{"file":/);
  });

  test('counts columns in the units it declares, whatever the file is written in', async () => {
    const line = '/* é */ int f(struct page *p) { return p->mapping->x; }';
    const tree = makeTree([
      ['utf8.c', `\n${line}\n`],
      ['wide.c', `\n${line.replace('é', '🐧')}\n`],
      ['latin1.c', Buffer.from(`\n${line}\n`, 'latin1')],
    ]);
    const { log } = await logOf(tree);
    expect(log.runs[0]?.columnKind).toBe('utf16CodeUnits');
    const column = line.indexOf('mapping') + 1;
    expect(
      log.runs[0]?.results.map(({ locations: [place] }) => [
        place?.physicalLocation.artifactLocation.uri,
        place?.physicalLocation.region?.startColumn,
      ]),
    ).toEqual([
      ['latin1.c', column],
      ['utf8.c', column],
      ['wide.c', column + 1],
    ]);
    tree.dispose();
  });

  test('says what could not be read', async () => {
    const tree = makeTree([['mm/blob.c', 'page->mapping\0']]);
    const { log } = await logOf(tree);
    expectLegal(log);
    expect(log.runs[0]?.invocations[0]?.toolExecutionNotifications).toMatchObject([
      {
        level: 'warning',
        message: { text: 'a binary file: it holds a NUL byte' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'mm/blob.c' } } }],
      },
    ]);
    tree.dispose();
  });
});

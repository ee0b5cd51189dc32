/** Diffs are right when git makes the new text of them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countsOf, unifiedDiff } from '../../server/export/diff.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mapshift-diff-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Change = readonly [file: string, before: string | null, after: string | null];

/** The files as `git apply` leaves them; null for one that is gone. */
function appliedByGit(changes: readonly Change[]): (string | null)[] {
  for (const [file, before] of changes) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    if (before === null) rmSync(join(root, file), { force: true });
    else writeFileSync(join(root, file), before);
  }
  const patch = changes.map((change) => unifiedDiff(...change)).join('');
  // outside a repository, so that git neither looks for one above nor minds its settings
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(root), GIT_CONFIG_GLOBAL: '/dev/null' };
  if (patch !== '')
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: patch, env });
  return changes.map(([file]) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  });
}

const BODY = Array.from({ length: 30 }, (_, i) => `\tstep(${i});\n`).join('');

describe('git apply makes the new text', () => {
  test.each<[string, string | null, string | null]>([
    ['one line', `int f(void)\n{\n${BODY}}\n`, `int f(void)\n{\n${BODY.replace('step(15)', 'skip(15)')}}\n`],
    ['the first line', 'a\nb\nc\n', 'A\nb\nc\n'],
    ['the last line', 'a\nb\nc\n', 'a\nb\nC\n'],
    ['lines at the end', 'a\n', 'a\nb\nc\n'],
    ['everything away but the file', 'a\nb\n', ''],
    ['text for an empty file', '', 'a\n'],
    ['no line end before', 'a\nb', 'a\nb\n'],
    ['no line end after', 'a\nb\n', 'a\nb'],
    ['no line end on both sides', 'a\nb', 'c\nb'],
    ['carriage returns', 'a\r\nb\r\n', 'a\r\nc\r\n'],
    ['lines that look like a diff’s own', '--- a\n+++ b\n@@ -1 +1 @@\n', '--- a\n+++ c\n@@ -1 +1 @@\n'],
    ['a new file', null, '/* new */\nint x;\n'],
    ['a new file without line end', null, 'x'],
    ['a new empty file', null, ''],
    ['a file taken away', 'int x;\n', null],
    ['an empty file taken away', '', null],
  ])('%s', (_, before, after) => {
    expect(appliedByGit([['mm/some file.c', before, after]])).toEqual([after]);
  });

  test('a name that git quotes', () => {
    const changes: Change[] = [
      ['fs/größe.c', 'a\n', 'b\n'],
      ['fs/a "b".c', 'a\n', 'b\n'],
      ['fs/tab\there.c', null, 'b\n'],
    ];
    expect(appliedByGit(changes)).toEqual(['b\n', 'b\n', 'b\n']);
  });

  test('any two texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', '\t}', '-x', '+x', '@@ -1 +1 @@', '\\ x'), { maxLength: 30 })
      .chain((lines) => fc.constantFrom(lines.join('\n'), lines.map((line) => `${line}\n`).join('')));
    const one = fc.tuple(fc.option(text, { freq: 8 }), fc.option(text, { freq: 8 }));
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 40 }), (pairs) => {
        const changes = pairs.map(([before, after], i): Change => [`d/f${i}.c`, before, after]);
        expect(appliedByGit(changes)).toEqual(pairs.map(([, after]) => after));
      }),
      { numRuns: 20 },
    );
  });
});

test('equal texts have no diff', () => {
  expect(unifiedDiff('a.c', 'x\n', 'x\n')).toBe('');
});

test('a hunk is headed by the function it stands in, not by a label', () => {
  const before = `int first(void)\n{\n}\n\nstatic int second(struct page *page)\n{\nout:\n${BODY}}\n`;
  const diff = unifiedDiff('mm/a.c', before, before.replace('step(20)', 'skip(20)'));
  expect(diff).toBe(
    [
      'diff --git a/mm/a.c b/mm/a.c',
      '--- a/mm/a.c',
      '+++ b/mm/a.c',
      '@@ -25,7 +25,7 @@ static int second(struct page *page)',
      ' \tstep(17);',
      ' \tstep(18);',
      ' \tstep(19);',
      '-\tstep(20);',
      '+\tskip(20);',
      ' \tstep(21);',
      ' \tstep(22);',
      ' \tstep(23);',
      '',
    ].join('\n'),
  );
  expect(countsOf(diff)).toEqual({ added: 1, removed: 1 });
});

test('lines are counted in hunks only', () => {
  expect(countsOf(unifiedDiff('a.c', null, '++ x\n-- y\n'))).toEqual({ added: 2, removed: 0 });
  expect(countsOf(unifiedDiff('a.c', '-- y\n', '++ x\n'))).toEqual({ added: 1, removed: 1 });
});

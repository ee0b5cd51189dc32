/** Writing a tree: whole or not at all, finished by the next run, and nothing outside of it. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  encodedLike,
  finishWriting,
  isUnfinished,
  WriteError,
  writeChanges,
} from '../../server/host/treeWriter.ts';
import { makeTree, type Tree } from '../support/tree.ts';

let tree: Tree;
beforeEach(() => {
  tree = makeTree([
    ['mm/a.c', 'int a;\n'],
    ['mm/b.c', 'int b;\n'],
  ]);
});
afterEach(() => tree.dispose());

const read = (file: string): string => readFileSync(tree.path(file), 'utf8');
const staging = (): string => tree.path('.mapshift-writing');

/** A run that was killed: the texts wait, and the journal is there where `named`. */
function cutShort(
  named: boolean,
  journal: object = { moves: [{ from: '0', to: 'mm/a.c' }], removed: ['mm/b.c'] },
) {
  mkdirSync(staging());
  writeFileSync(join(staging(), '0'), 'int new;\n');
  if (named) writeFileSync(join(staging(), 'journal.json'), JSON.stringify(journal));
}

test('texts are changed, added and taken away, and nothing is left behind', () => {
  const told: number[] = [];
  writeChanges(
    tree.root,
    new Map([
      ['mm/a.c', 'int c;\n'],
      ['include/new.h', '#define N\n'],
      ['mm/b.c', null],
    ]),
    { progress: (done) => told.push(done) },
  );
  expect([read('mm/a.c'), read('include/new.h'), existsSync(tree.path('mm/b.c'))]).toEqual([
    'int c;\n',
    '#define N\n',
    false,
  ]);
  expect(told).toEqual([1, 2]);
  expect(existsSync(staging())).toBe(false);
});

test('a file that is another one by now stops everything', () => {
  const expected = new Map([
    ['mm/a.c', 'int a;\n'],
    ['mm/b.c', 'int old;\n'],
  ]);
  const changes = new Map([
    ['mm/a.c', 'int x;\n'],
    ['mm/b.c', 'int y;\n'],
  ]);
  expect(() => writeChanges(tree.root, changes, { expected })).toThrow(/mm\/b\.c changed meanwhile/);
  expect([read('mm/a.c'), read('mm/b.c'), existsSync(staging())]).toEqual(['int a;\n', 'int b;\n', false]);
  // one that came meanwhile is in the way too
  const come = { expected: new Map([['mm/a.c', null]]) };
  expect(() => writeChanges(tree.root, new Map([['mm/a.c', 'int x;\n']]), come)).toThrow(WriteError);
});

describe('a run that was cut short', () => {
  test('before its journal has changed nothing', () => {
    cutShort(false);
    expect(isUnfinished(tree.root)).toBe(false);
    expect(finishWriting(tree.root)).toBe(0);
    expect([read('mm/a.c'), existsSync(staging())]).toEqual(['int a;\n', false]);
  });

  test('after its journal is finished by the next', () => {
    cutShort(true);
    expect(isUnfinished(tree.root)).toBe(true);
    expect(() => writeChanges(tree.root, new Map([['mm/a.c', 'int z;\n']]))).toThrow(/cut short/);
    expect(finishWriting(tree.root)).toBe(2);
    expect([read('mm/a.c'), existsSync(tree.path('mm/b.c')), existsSync(staging())]).toEqual([
      'int new;\n',
      false,
      false,
    ]);
    expect(finishWriting(tree.root)).toBe(0);
  });

  test('in the middle of the moves too', () => {
    cutShort(true, {
      moves: [
        { from: '1', to: 'mm/b.c' },
        { from: '0', to: 'mm/a.c' },
      ],
      removed: [],
    });
    // the first took its place already
    writeFileSync(tree.path('mm/b.c'), 'int moved;\n');
    finishWriting(tree.root);
    expect([read('mm/a.c'), read('mm/b.c')]).toEqual(['int new;\n', 'int moved;\n']);
  });
});

test('while another process writes, this one does not', () => {
  mkdirSync(staging());
  writeFileSync(join(staging(), 'pid'), '1');
  expect(() => writeChanges(tree.root, new Map([['mm/a.c', 'int z;\n']]))).toThrow(/process 1.* is writing/);
  expect(() => finishWriting(tree.root)).toThrow(/process 1/);
  expect(existsSync(join(staging(), 'pid'))).toBe(true);
  // one that is gone is in nobody's way
  writeFileSync(join(staging(), 'pid'), '4194999');
  writeChanges(tree.root, new Map([['mm/a.c', 'int z;\n']]));
  expect(read('mm/a.c')).toBe('int z;\n');
});

test.each([
  ['a path above the tree', { moves: [{ from: '0', to: '../out.c' }], removed: [] }],
  ['a file to take away above the tree', { moves: [], removed: ['../out.c'] }],
  ['an absolute path', { moves: [{ from: '0', to: '/tmp/out.c' }], removed: [] }],
  ['a link out of the tree', { moves: [{ from: '0', to: 'link/out.c' }], removed: [] }],
  ['a text from elsewhere', { moves: [{ from: '../mm/b.c', to: 'mm/a.c' }], removed: [] }],
  ['no journal', { hello: 1 }],
])('a journal with %s is refused', (_what, journal) => {
  const outside = makeTree();
  symlinkSync(outside.root, tree.path('link'));
  cutShort(true, journal);
  expect(() => finishWriting(tree.root)).toThrow(/no journal of ours/);
  expect([read('mm/a.c'), existsSync(outside.path('out.c'))]).toEqual(['int a;\n', false]);
  outside.dispose();
});

test('a link, a mode, an encoding and line ends stay what they were', () => {
  tree.write('real.c', 'int r;\r\nint s;\r\n');
  symlinkSync('../real.c', tree.path('mm/link.c'));
  tree.write('latin.c', Buffer.from('/* f\xfcr */\n', 'latin1'));
  chmodSync(tree.path('latin.c'), 0o640);
  writeChanges(
    tree.root,
    new Map([
      ['mm/link.c', 'int q;\nint s;\n'],
      ['latin.c', '/* f\xfcr */\nint l;\n'],
    ]),
  );
  expect(read('real.c')).toBe('int q;\r\nint s;\r\n');
  expect(readFileSync(tree.path('latin.c'), 'latin1')).toBe('/* f\xfcr */\nint l;\n');
  expect(statSync(tree.path('latin.c')).mode & 0o777).toBe(0o640);
  expect(encodedLike(Buffer.from('a\nb\r\n'), 'a\nc\n').toString()).toBe('a\nc\n');
});

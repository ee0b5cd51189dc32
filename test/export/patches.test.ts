/** A series is right when `git am` takes it and every patch compiles on top of those before it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { check } from '../../server/convert/stages/check.ts';
import { helper } from '../../server/convert/stages/helper.ts';
import {
  type FileChange,
  type PatchFile,
  patchSeries,
  type SeriesInput,
} from '../../server/export/patches.ts';
import type { Edit, Group } from '../../server/fixes/plan.ts';
import { tidy } from '../../server/fixes/style.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { changesOf, freshKernel, treeOf } from './freshKernel.ts';

const MAINTAINERS = `
MEMORY MANAGEMENT
M:	Andrea "Andy" Müller <andrea@example.org>
L:	linux-mm@example.org (moderated for non-subscribers)
F:	include/linux/mm.h
F:	mm/

RMAP
M:	Kim S. Merger <kim@example.org>
L:	readers@example.org (subscribers-only)
F:	mm/rmap.c

TOY FILE SYSTEM
M:	Tony <tony@example.org>
M:	Tony <tony@example.org>
L:	toyfs@example.org
F:	fs/toyfs/
X:	fs/toyfs/data.c

THE REST
M:	The Boss <boss@example.org>
L:	everything@example.org
F:	*
F:	*/
`;

const files = freshKernel();
const DATE = new Date('2026-03-04T05:06:07Z');
const ENVIRONMENT = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };

let tree: Tree;
beforeEach(() => {
  tree = makeTree(files);
  git('init', '--quiet');
  git('config', 'user.name', 'T');
  git('config', 'user.email', 't@example.org');
  git('add', '.');
  git('commit', '--quiet', '-m', 'all');
});
afterEach(() => tree.dispose());

function git(...args: string[]): string {
  return gitReading('', ...args);
}

function gitReading(input: string, ...args: string[]): string {
  return execFileSync('git', ['-C', tree.root, ...args], { encoding: 'utf8', env: ENVIRONMENT, input });
}

function series(changes: ReadonlyMap<string, FileChange>, more: Partial<SeriesInput> = {}): PatchFile[] {
  return patchSeries({
    stage: 'helper',
    field: PAGE_MAPPING,
    changes,
    maintainers: MAINTAINERS,
    author: 'Jürgen T. Doe <jd@example.org>',
    date: DATE,
    ...more,
  });
}

/** Applies patch by patch; after each one everything must compile without a word. */
function applied(patches: readonly PatchFile[]): void {
  for (const { name, text } of patches.slice(1)) {
    gitReading(text, 'am', '--quiet');
    expect(compiled(), name).toBe('');
  }
  expect(git('status', '--porcelain')).toBe('');
}

function compiled(): string {
  const sources = git('ls-files', '*.c')
    .trim()
    .split('\n')
    .filter((file) => file !== 'mm/page_mapping.c');
  const args = ['-fsyntax-only', '-Iinclude', '-Wall', '-std=gnu11', ...sources];
  try {
    execFileSync('gcc', args, { cwd: tree.root, env: ENVIRONMENT, stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error);
  }
}

function expectAfter(changes: ReadonlyMap<string, FileChange>): void {
  for (const [file, { after }] of changes) {
    const path = join(tree.root, file);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : null, file).toBe(after);
  }
}

const subjects = (patches: readonly PatchFile[]): (string | undefined)[] =>
  patches.map(({ text }) => /^Subject: (.*(?:\n .*)*)/m.exec(text)?.[1]?.replace(/\n /g, ' '));

describe('stage helper', () => {
  test('git am applies it, and each patch compiles on top of those before it', async () => {
    const changes = changesOf(files, await helper(treeOf(files), {}));
    const patches = series(changes);
    applied(patches);
    expectAfter(changes);
    expect(subjects(patches)).toMatchSnapshot();
    expect(patches.map(({ name }) => name)).toMatchSnapshot();
    expect(git('log', '--format=%an <%ae>', '-1').trim()).toBe('Jürgen T. Doe <jd@example.org>');
  }, 120_000);

  test('a message is that of the kernel: subject by subsystem, lines of 75 columns, nothing signed', async () => {
    const patches = series(changesOf(files, await helper(treeOf(files), {})));
    expect(patches.find(({ name }) => name.includes('toyfs'))?.text.split('\ndiff ')[0]).toMatchSnapshot();
    expect(patches[0]?.text).toMatchSnapshot();
    for (const { text } of patches) {
      const message = text.slice(text.indexOf('\n\n'), text.indexOf('\n---\n'));
      expect(message).not.toMatch(/signed-off-by/i);
      if (text !== patches[0]?.text)
        expect(Math.max(...message.split('\n').map((line) => line.length))).toBeLessThanOrEqual(75);
    }
  });

  test('those are told who keep the most specific section, and the list of everything last', async () => {
    const patches = series(changesOf(files, await helper(treeOf(files), {})));
    const cc = (part: string): string | undefined =>
      /^Cc: (.*(?:\n .*)*)/m
        .exec(patches.find(({ name }) => name.includes(part))?.text ?? '')?.[1]
        ?.replace(/\n /g, ' ');
    expect(cc('toyfs-')).toBe('Tony <tony@example.org>, toyfs@example.org, everything@example.org');
    expect(cc('mm-read')).toBe(
      '=?UTF-8?q?Andrea_=22Andy=22_M=C3=BCller?= <andrea@example.org>, "Kim S. Merger" <kim@example.org>, linux-mm@example.org, everything@example.org',
    );
    expect(cc('ring')).toBe('everything@example.org');
  });

  test('a tree without MAINTAINERS tells nobody', async () => {
    const patches = series(changesOf(files, await helper(treeOf(files), {})), { maintainers: null });
    expect(patches.some(({ text }) => /^Cc:/m.test(text))).toBe(false);
  });

  test('nothing to do is no series', () => {
    expect(series(new Map())).toEqual([]);
  });
});

/** The tree as the stage `helper` leaves it, written and committed. */
async function helped(): Promise<Map<string, string>> {
  const after = new Map(files);
  for (const [file, change] of changesOf(files, await helper(treeOf(files), {})))
    if (change.after !== null) after.set(file, change.after);
  for (const [file, text] of after) tree.write(file, text);
  git('add', '.');
  git('commit', '--quiet', '-m', 'helper');
  return after;
}

test('stage check is one patch: the header needs the file that counts', async () => {
  const after = await helped();
  tree.write('mm/Makefile', 'obj-y += util.o');
  git('add', '.');
  git('commit', '--quiet', '-m', 'a Makefile');
  const withMakefile = new Map(after).set('mm/Makefile', 'obj-y += util.o');
  const changes = changesOf(
    withMakefile,
    await check({ ...treeOf(after), text: (file) => withMakefile.get(file) ?? null }),
  );
  const patches = series(changes, { stage: 'check' });
  expect(patches.map(({ name }) => name)).toEqual([
    '0000-cover-letter.patch',
    '0001-mm-compare-what-is-passed-to-the-helpers-with-page-m.patch',
  ]);
  const [, only] = patches;
  gitReading(only?.text ?? '', 'am', '--quiet');
  expectAfter(changes);
  expect(only?.text).toMatch(/^ create mode 100644 mm\/page_mapping\.c$/m);
});

/** Adds a first parameter to functions by their names alone, as the stage `parameter` does by the call graph. */
function widened(
  files: ReadonlyMap<string, string>,
  names: readonly string[],
  tied: boolean,
): Map<string, FileChange> {
  const all = new Map<string, Edit[]>();
  for (const [file, text] of files)
    for (const name of names)
      for (const { 0: head, index } of text.matchAll(new RegExp(`\\b${name}\\(`, 'g'))) {
        const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
        const isHead = /^(?:extern |static |inline )*(?:\w+ )+\**$/.test(line) && !/^\s*return /.test(line);
        const group: Group = !isHead ? 'caller' : file.endsWith('.h') ? 'declaration' : 'definition';
        const start = index + head.length;
        const edit: Edit = {
          file,
          start,
          end: start,
          text: isHead ? 'struct address_space *__mapping, ' : 'MAPPING_NULL, ',
          group,
          reason: 'widened',
          confidence: 'proved',
          ...(tied && { tie: `${name}()` }),
        };
        all.set(file, [...(all.get(file) ?? []), edit]);
      }
  return new Map(
    [...all].map(([file, edits]) => {
      const before = files.get(file) ?? '';
      return [file, { before, after: tidy(before, edits), edits }];
    }),
  );
}

describe('stage parameter', () => {
  const NAMES = [
    'redirty_page_for_writepage',
    'mapping_set_error',
    'stacker_lower',
    'stacker_copy_up',
    'page_mkwrite_check_truncate',
  ];

  test.each([true, false])(
    'a function is one patch with its callers (ties given: %s)',
    async (tied) => {
      const changes = widened(await helped(), NAMES, tied);
      const patches = series(changes, { stage: 'parameter' });
      applied(patches);
      expectAfter(changes);
      expect(subjects(patches)).toMatchSnapshot();
    },
    120_000,
  );
});

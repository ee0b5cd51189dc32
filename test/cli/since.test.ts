/** The gate for CI: what is new since a revision, in a real git repository. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

const BEFORE = `#include "types.h"
int reads(struct page *page)
{
	return use(page->mapping);
}

int tests(struct page *page)
{
	if (!page->mapping)
		return 1;
	return 0;
}
`;

let tree: Tree;
beforeEach(() => {
  tree = makeTree([
    ['types.h', 'struct page { void *mapping; };\nstruct ring { void *mapping; };\n'],
    ['mm/a.c', BEFORE],
    ['mm/b.c', 'int b(struct page *p)\n{\n\treturn look(p->mapping);\n}\n'],
  ]);
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'all');
});
afterEach(() => tree.dispose());

const git = (...args: string[]) => execFileSync('git', ['-C', tree.root, ...args], { encoding: 'utf8' });
const write = (file: string, text: string) => writeFileSync(join(tree.root, file), text);
const gate = (...more: string[]) => mapshift(['status', '--no-cache', ...more, '--since', 'HEAD', tree.root]);

async function fresh(): Promise<unknown[]> {
  const answer = await gate('--json');
  const rows = rowsOf(answer).map((row) => `${row.file}:${row.line} ${row.base}`);
  expect(answer.code).toBe(rows.length > 0 ? 1 : 0);
  return rows;
}

test('nothing has changed', async () => {
  expect(await fresh()).toEqual([]);
  const { code, err } = await gate();
  expect([code, err]).toEqual([0, ['0 new raw uses of mapping since HEAD']]);
});

test('a new read is found, by type: the member of another record is none', async () => {
  write(
    'mm/a.c',
    `${BEFORE}int more(struct page *head, struct ring *ring)\n{\n\treturn use(ring->mapping, head->mapping);\n}\n`,
  );
  expect(await fresh()).toEqual(['mm/a.c:15 head']);
});

test('another read of the same page in a function that had one', async () => {
  write(
    'mm/a.c',
    BEFORE.replace('\treturn 0;', '\tif (page->mapping)\n\t\treturn 2;\n\treturn look(page->mapping);'),
  );
  expect(await fresh()).toEqual(['mm/a.c:11 page', 'mm/a.c:13 page']);
});

test('a line that changed, a line that moved and a file that got another name are not new', async () => {
  write('mm/a.c', BEFORE.replace('use(page->mapping)', 'use(page->mapping, 1)').replace('tests', 'renamed'));
  expect(await fresh()).toEqual([]);
  git('mv', 'mm/b.c', 'mm/c.c');
  write('mm/d.c', 'int d(struct page *p)\n{\n\treturn look(p->mapping);\n}\n');
  expect(await fresh()).toEqual(['mm/d.c:3 p']);
});

test('a store is the owner’s and no new use; a use that went is none', async () => {
  write('mm/a.c', 'void sets(struct page *page)\n{\n\tpage->mapping = 0;\n}\n');
  expect(await fresh()).toEqual([]);
  rmSync(join(tree.root, 'mm/b.c'));
  expect(await fresh()).toEqual([]);
});

test('a folder of a repository is a tree too', async () => {
  write('mm/new.c', 'int n(struct page *p)\n{\n\treturn use(p->mapping);\n}\n');
  const answer = await mapshift(['status', '--no-cache', '--json', '--since', 'HEAD', join(tree.root, 'mm')]);
  expect(rowsOf(answer)).toMatchObject([{ file: 'new.c' }]);
});

test('nothing that the repository configures is run', async () => {
  const trap = join(tree.root, 'trap');
  const spring = `#!/bin/sh\ntouch ${trap}.sprung\n`;
  writeFileSync(trap, spring, { mode: 0o755 });
  write('.gitattributes', '*.c diff=trap\n');
  for (const key of ['core.fsmonitor', 'diff.trap.textconv', 'diff.trap.command', 'diff.external'])
    git('config', key, trap);
  write('mm/a.c', `${BEFORE}\n`);
  expect(await fresh()).toEqual([]);
  expect(() => execFileSync('test', ['-e', `${trap}.sprung`])).toThrow();
});

test.each([
  ['a revision that is not there', ['--since', 'v9'], /--since v9: there is no such revision/],
  ['an option in its place', ['--since', '--all'], /since/],
  ['together with --by', ['--by', 'file', '--since', 'HEAD'], /leave --by out/],
])('%s is one clear line', async (_what, options, message) => {
  const { code, err } = await mapshift(['status', '--no-cache', ...options, tree.root]);
  expect(code).toBe(2);
  expect(err).toHaveLength(1);
  expect(err[0]).toMatch(message);
});

test('a tree without git is one clear line', async () => {
  rmSync(join(tree.root, '.git'), { recursive: true });
  const { code, err } = await gate();
  expect(code).toBe(2);
  expect(err[0]).toMatch(/not a git repository/);
});

/** The proof as a command: exit codes, rows, and the two ways to name what was before. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

const TYPES = `#ifndef T
#define T
struct address_space;
struct page { unsigned long flags; struct address_space *mapping; };
#endif
`;
const TOY = `#include <linux/mm_types.h>

int toy_lock(struct page *page, struct address_space *mapping)
{
	lock_page(page);
	if (page->mapping != mapping)
		return -EAGAIN;
	return toy_note(page->mapping);
}
`;

let tree: Tree;
beforeEach(() => {
  tree = makeTree([
    ['include/linux/mm_types.h', TYPES],
    ['fs/toy.c', TOY],
  ]);
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'all');
});
afterEach(() => tree.dispose());

const git = (...args: string[]) => execFileSync('git', ['-C', tree.root, ...args], { encoding: 'utf8' });
const verify = (...more: string[]) => mapshift(['verify', '--no-cache', ...more, tree.root]);
const helped = () => mapshift(['convert', 'helper', '--no-cache', '--write', tree.root]);
const mutate = (from: string, to: string): void => {
  const text = readFileSync(tree.path('fs/toy.c'), 'utf8');
  expect(text).toContain(from);
  tree.write('fs/toy.c', text.replace(from, to));
};

test('a tree that nobody converted is right', async () => {
  const { code, out, err } = await verify();
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toEqual([expect.stringMatching(/^right; .*0 uses in 0 changed files compared/)]);
});

test('without revisions there is nothing to compare with', async () => {
  rmSync(tree.path('.git'), { recursive: true });
  const { code, err } = await verify();
  expect(code).toBe(0);
  expect(err).toEqual([expect.stringMatching(/^right; .*no tree to compare with/)]);
});

describe('a converted tree', () => {
  beforeEach(helped);

  test('is compared with the commit before the helpers came, unless told otherwise', async () => {
    const first = git('rev-parse', '--short=12', 'HEAD').trim();
    mutate('page_is_truncated', '!page_is_truncated');
    const caught = { code: 1, out: expect.stringMatching(/fs\/toy\.c:6:/) };
    expect(await verify()).toMatchObject(caught);
    git('add', '.');
    git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'helper');
    const { code, out, err } = await verify();
    expect({ code, out }).toMatchObject(caught);
    expect(err.at(-1)).toContain(`compared with what they were in ${first}`);
  });

  test('is right against its commit, and against a copy', async () => {
    expect(await verify('--since', 'HEAD')).toMatchObject({ code: 0, out: '' });
    const before = makeTree([
      ['include/linux/mm_types.h', TYPES],
      ['fs/toy.c', TOY],
    ]);
    const { code, err } = await verify('--before', before.root);
    expect([code, err]).toEqual([0, [expect.stringMatching(/2 uses in 2 changed files/)]]);
    before.dispose();
  });

  test('with a test turned round is wrong: exit code 1, and where', async () => {
    mutate('page_is_truncated(', '!page_is_truncated(');
    const { code, out } = await verify('--since', 'HEAD');
    expect(code).toBe(1);
    expect(out).toMatch(/^fs\/toy\.c:6:\d+: error: the test of page in toy_lock\(\) was .* \[uses\]\n$/);
    // without a tree to compare with nobody can know
    rmSync(tree.path('.git'), { recursive: true });
    expect((await verify()).code).toBe(0);
  });

  test('with arguments in the wrong order is wrong on its own', async () => {
    mutate('page_is_truncated(page, mapping)', 'page_is_truncated(mapping, page)');
    const { code, out } = await verify();
    expect([code, out]).toEqual([1, expect.stringMatching(/\[arguments\]/)]);
  });

  test('--json: a row for each finding, and the verdict', async () => {
    mutate('toy_note(fs_page_mapping(page, MAPPING_NULL))', 'toy_note(NULL)');
    const answer = await verify('--json', '--since', 'HEAD');
    const rows = rowsOf(answer);
    expect(rows.pop()).toMatchObject({ ok: false, errors: 1, looked: { uses: 2 } });
    expect(rows.filter(({ level }) => level === 'error')).toEqual([
      {
        check: 'uses',
        level: 'error',
        file: 'fs/toy.c',
        line: null,
        column: null,
        function: 'toy_lock',
        message: 'the read of page in toy_lock() is lost',
      },
    ]);
    expect(answer.code).toBe(1);
  });
});

test('what is raw still is told when asked', async () => {
  expect((await verify('-v')).out).toMatch(/fs\/toy\.c:\d+:\d+: note: page is read by name still \[stage\]/);
});

test.each([
  ['both bases', ['--since', 'HEAD', '--before', '.'], /choose one/],
  ['a revision that is not there', ['--since', 'v9'], /no such revision/],
  ['a folder that is not there', ['--before', '/nowhere'], /no such file or directory/],
])('%s is one clear line', async (_what, options, message) => {
  const { code, err } = await verify(...options);
  expect({ code, err }).toEqual({ code: 2, err: [expect.stringMatching(message)] });
});

test('the tree itself is no base, and a PATH none of a tree', async () => {
  expect((await verify('--before', tree.root)).err[0]).toMatch(/the tree itself/);
  const { code, err } = await mapshift(['verify', '--no-cache', tree.root, 'mm']);
  expect([code, err[0]]).toEqual([2, expect.stringMatching(/name no PATH/)]);
});

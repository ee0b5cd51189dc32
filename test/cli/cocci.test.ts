/** Rules and comparisons as a shell asks for them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshKernel } from '../export/freshKernel.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

const hasSpatch = spawnSync('spatch', ['--version']).status === 0;
if (!hasSpatch)
  console.warn(
    'spatch is missing (Debian: coccinelle): rules were written, but neither run nor compared with',
  );

let tree: Tree;
let out: Tree;
beforeEach(() => {
  tree = makeTree(freshKernel());
  out = makeTree();
});
afterEach(() => {
  tree.dispose();
  out.dispose();
  vi.unstubAllEnvs();
});

const cocci = (...more: string[]) => mapshift(['cocci', 'helper', '--no-cache', ...more, tree.root]);
const compare = (...more: string[]) => mapshift(['compare', 'helper', '--no-cache', ...more, tree.root]);

interface Site {
  readonly file: string;
  readonly outcome: string;
  readonly class: string;
  readonly theirs: string;
}

describe('mapshift cocci', () => {
  test('writes rules, the list of what is for which file, and a script', async () => {
    const folder = join(out.root, 'rules of mine');
    const answer = await cocci('--out', folder);
    expect(answer.code).toBe(0);
    expect(answer.out).toMatch(/^\d+ rules for \d+ files in .*rules of mine; apply them with: sh /);
    // what no rule can say is told
    expect(answer.err.every((line) => /^include\/trace\/events\/\w+\.h: no rule says it/.test(line))).toBe(
      true,
    );
    const listed = readFileSync(join(folder, 'files.txt'), 'utf8').trim().split('\n');
    for (const line of listed) {
      const [rule = '', file = ''] = line.split('\t');
      expect(existsSync(join(folder, 'rules', rule)), rule).toBe(true);
      expect(existsSync(tree.path(file)), file).toBe(true);
    }
    expect(readFileSync(join(folder, 'own.diff'), 'utf8')).toContain('+++ b/include/linux/page_mapping.h');
    expect(execFileSync('sh', ['-n', join(folder, 'run.sh')], { encoding: 'utf8' })).toBe('');
  });

  test.skipIf(!hasSpatch)(
    'what the script leaves has nothing more for the stage to do',
    async () => {
      await cocci('--out', join(out.root, 'cocci'));
      execFileSync('sh', [join(out.root, 'cocci', 'run.sh'), tree.root], { stdio: 'pipe' });
      const { out: left, code } = await mapshift(['convert', 'helper', '--diff', '--no-cache', tree.root]);
      const touched = [...left.matchAll(/^diff --git a\/(\S+)/gm)].map(([, file]) => file);
      expect(code).toBe(0);
      expect(touched.sort()).toEqual(['include/trace/events/filemap.h', 'include/trace/events/toyfs.h']);
    },
    60_000,
  );

  test('only some files', async () => {
    await cocci('--out', join(out.root, 'cocci'), '--only', 'fs/buffer.c');
    const list = readFileSync(join(out.root, 'cocci', 'files.txt'), 'utf8');
    expect(list).toBe('fs/buffer.c.cocci\tfs/buffer.c\n');
  });

  test.each([
    [['cocci', 'helper'], '--out DIR is missing'],
    [['cocci', 'helped', '--out', 'x'], 'helped: choose helper, parameter'],
    [['compare'], 'no STAGE given: choose helper, parameter'],
    [['compare', 'helper', '--rules', '/no/such/file.cocci'], '/no/such/file.cocci: '],
  ])('%j is told in one line', async (argv, message) => {
    const { code, err } = await mapshift(argv);
    expect({ code, lines: err.length }).toEqual({ code: 2, lines: 1 });
    expect(err[0]).toContain(message);
  });

  test('a folder that is in use is left alone', async () => {
    out.write('cocci/mine.txt', 'x');
    const { code, err } = await cocci('--out', join(out.root, 'cocci'));
    expect(code).toBe(2);
    expect(err[0]).toContain('not empty');
  });
});

describe('mapshift compare', () => {
  test.skipIf(!hasSpatch)(
    'with its own rules: alike, but for what spatch cannot read',
    async () => {
      const before = tree.path('fs/buffer.c');
      const text = readFileSync(before, 'utf8');
      const answer = await compare('--json');
      const sites = rowsOf<Site>(answer);
      expect(answer.code).toBe(0);
      const other = sites.filter(({ outcome }) => outcome !== 'same');
      expect(other.map(({ file, outcome }) => `${outcome} ${file}`)).toEqual([
        ...Array(3).fill('ours-only include/trace/events/filemap.h'),
        'ours-only include/trace/events/toyfs.h',
      ]);
      expect(sites.length).toBeGreaterThan(70);
      expect(readFileSync(before, 'utf8')).toBe(text);
    },
    60_000,
  );

  test.skipIf(!hasSpatch)(
    'with other rules: what only they do, and what they miss',
    async () => {
      out.write(
        'rules.cocci',
        '@null@\nstruct page *P;\n@@\n- !P->mapping\n+ page_is_truncated(P, mapping)\n',
      );
      const sites = rowsOf<Site>(await compare('--json', '--rules', out.path('rules.cocci')));
      const classes = new Set(sites.map((site) => `${site.outcome} ${site.class}`));
      for (const each of [
        'differs undeclared',
        'differs not-truncation',
        'ours-only form',
        'ours-only type-unknown',
      ])
        expect(classes).toContain(each);
      const told = await compare('--rules', out.path('rules.cocci'), '--only', 'mm');
      expect(told.out).toMatch(/^both change it, and differ:\n {2}mm\//m);
      expect(told.out).toMatch(/^outcome +class +sites\n/m);
    },
    60_000,
  );

  test.skipIf(!hasSpatch).each([
    ['a script', '@script:python@\n@@\nimport os\n'],
    ['a script that begins', '@initialize:python@\n@@\nprint(1)\n'],
    ['a constraint by script', '@r@\nposition p : script:python() { True };\nexpression E;\n@@\nE@p\n'],
    ['options', '#spatch --macro-file x\n@@\n@@\n- a\n+ b\n'],
    ['another file', '#include "x.cocci"\n@@\n@@\n- a\n+ b\n'],
  ])('rules with %s are not run', async (_, rules) => {
    out.write('rules.cocci', rules);
    const { code, err } = await compare('--rules', out.path('rules.cocci'));
    expect(code).toBe(2);
    expect(err.at(-1)).toContain('only rules without scripts, options and includes are run');
  });

  test.skipIf(!hasSpatch)('rules that spatch does not understand are told in one line', async () => {
    out.write('rules.cocci', '@@\n@@\n- if (\n');
    const { code, err } = await compare('--rules', out.path('rules.cocci'));
    expect(code).toBe(2);
    expect(err.at(-1)).toMatch(/^mapshift: spatch: .*parse error/);
  });

  test('without spatch the Debian package is named', async () => {
    vi.stubEnv('PATH', out.root);
    const { code, err } = await compare();
    expect(code).toBe(2);
    expect(err).toEqual(['mapshift: spatch is not installed: on Debian it is in the package coccinelle']);
  });
});

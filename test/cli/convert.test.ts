/** All five stages over a copy of the mini-kernel, compiled after each; and what the command refuses. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PLAN_STAGES } from '../../server/convert/index.ts';
import { notBegun } from '../export/freshKernel.ts';
import { sourcesOf } from '../support/annotations.ts';
import { built, copyMiniKernel, makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

let tree: Tree;
beforeEach(() => {
  tree = unbegun();
});
afterEach(() => tree.dispose());

/** The mini-kernel has begun with its conversion: the stages are shown from the start. */
function unbegun(): Tree {
  const copy = copyMiniKernel();
  for (const file of sourcesOf(copy.root)) {
    const before = notBegun(file, readFileSync(copy.path(file), 'utf8'));
    if (before === null) rmSync(copy.path(file));
    else copy.write(file, before);
  }
  return copy;
}

const convert = (stage: string, ...more: string[]) =>
  mapshift(['convert', stage, '--no-cache', ...more, tree.root]);
const read = (file: string): string => readFileSync(tree.path(file), 'utf8');
const snapshot = (root = tree.root): string =>
  sourcesOf(root)
    .map((file) => `${file}\n${readFileSync(join(root, file), 'utf8')}`)
    .join('\n');

/** What counts at the stage `check`: it needs a real kernel's headers. */
const CHECKERS = new Set(['mm/page_mapping.c', 'mm/page_index.c']);

/** What gcc says of every source but the checkers. */
function complaints(root = tree.root): string {
  const sources = sourcesOf(root).filter((file) => file.endsWith('.c') && !CHECKERS.has(file));
  return [[], ['-DCONFIG_KSM', '-DCONFIG_SWAP', '-DCONFIG_NUMA', '-DCONFIG_HIGHMEM', '-DCONFIG_ZONE_DEVICE']]
    .map((flags) => {
      const args = ['-fsyntax-only', ...flags, '-Iinclude', '-Wall', '-std=gnu11', ...sources];
      return spawnSync('gcc', args, { cwd: root, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
        .stderr;
    })
    .join('');
}

test('five stages, each of which compiles, is proved right, and is nothing to do again', async () => {
  const before = makeTree();
  cpSync(tree.root, before.root, { recursive: true });
  for (const stage of PLAN_STAGES) {
    const { code, out, err } = await convert(stage, '--write');
    expect({ stage, code, err }).toEqual({ stage, code: 0, err: [] });
    expect(out).toMatch(new RegExp(`^${stage} of page-mapping: [1-9]\\d* edits? in [1-9]`));
    expect(`${stage}: ${complaints()}`).toBe(`${stage}: `);
    const proof = await mapshift(['verify', '--no-cache', '--before', before.root, tree.root]);
    expect({ stage, code: proof.code, out: proof.out }).toEqual({ stage, code: 0, out: '' });
    const text = snapshot();
    expect((await convert(stage, '--write')).out).toMatch(/: 0 edits in 0 files|nothing to do/);
    expect(snapshot()).toBe(text);
    expect(read('include/linux/page_mapping.h')).toContain(`mapshift: stage ${stage} of page-mapping`);
  }
  expect(existsSync(tree.path('.mapshift-writing'))).toBe(false);
  before.dispose();
}, 120_000);

test('the sample, in which the conversion has begun, goes on from where it is', async () => {
  tree.dispose();
  tree = copyMiniKernel();
  for (const stage of PLAN_STAGES) {
    const { code, out, err } = await convert(stage, '--write');
    expect({ stage, code, err }).toEqual({ stage, code: 0, err: [] });
    expect(out).toMatch(new RegExp(`^${stage} of page-mapping: [1-9]\\d* edits? in [1-9]`));
    expect(`${stage}: ${complaints()}`).toBe(`${stage}: `);
  }
}, 120_000);

test('another field by its preset alone: page->index', async () => {
  tree.dispose();
  tree = copyMiniKernel();
  const before = makeTree();
  cpSync(tree.root, before.root, { recursive: true });
  for (const stage of PLAN_STAGES) {
    const { code, err } = await convert(stage, '--write', '--field', 'page-index');
    expect({ stage, code, err }).toEqual({ stage, code: 0, err: [] });
    expect(`${stage}: ${complaints()}`).toBe(`${stage}: `);
    const proof = await mapshift([
      'verify',
      '--no-cache',
      '--field',
      'page-index',
      '--before',
      before.root,
      tree.root,
    ]);
    expect({ stage, code: proof.code, out: proof.out }).toEqual({ stage, code: 0, out: '' });
  }
  const changed = sourcesOf(tree.root).filter(
    (file) => existsSync(before.path(file)) && read(file) !== readFileSync(before.path(file), 'utf8'),
  );
  expect(changed.map(read).join('')).toMatch(/fs_(?:page|folio)_index\(/);
  // the patches of 2018 put a function here that takes the swap cache for an exception
  expect(changed.map(read).join('')).not.toMatch(/(?<!fs)_page_index\(/);
  before.dispose();
}, 120_000);

describe('what is printed', () => {
  test('a diff that git applies and that makes what --write makes; the tree stays as it was', async () => {
    const before = snapshot();
    const { code, out, err } = await convert('helper');
    expect([code, snapshot()]).toEqual([0, before]);
    expect(err.join('\n')).toMatch(
      /^helper of page-mapping: \d+ edits in \d+ files[\s\S]*places left as they are:\n +\d+ {2}\w/,
    );
    expect(await convert('helper', '--diff')).toEqual({ code, out, err });
    const other = unbegun();
    execFileSync('git', ['apply', '-'], { cwd: other.root, input: out });
    await convert('helper', '--write');
    expect(snapshot(other.root)).toBe(snapshot());
    other.dispose();
  });

  test('--json: a row for each place that is left, and the counts', async () => {
    const before = snapshot();
    const rows = rowsOf(await convert('helper', '--json'));
    expect(snapshot()).toBe(before);
    const summary = rows.pop();
    expect(rows.length).toBe(summary?.left);
    for (const row of rows) {
      const line = read(String(row.file)).split('\n')[Number(row.line) - 1] ?? '';
      expect(line.slice(Number(row.column) - 1)).toMatch(/^mapping/);
      expect(row).toMatchObject({
        rule: expect.stringMatching(/^[\w-]+$/),
        reason: expect.stringMatching(/\w \w/),
      });
    }
    expect(summary).toMatchObject({ stage: 'helper', field: 'page-mapping', edits: expect.any(Number) });
  });

  test('--report writes the same rows, and --dry-run nothing else', async () => {
    const before = snapshot();
    const report = tree.path('left.jsonl');
    const { out } = await convert('helper', '--dry-run', '--report', report);
    const rows = rowsOf(await convert('helper', '--json')).slice(0, -1);
    expect(rowsOf({ code: 0, err: [], out: readFileSync(report, 'utf8') })).toEqual(rows);
    expect(out).toMatch(/^helper of page-mapping/);
    expect(snapshot()).toBe(before);
  });

  test('--verbose tells each place', async () => {
    const { out } = await convert('helper', '--dry-run', '-v');
    expect(out).toMatch(/^ {5,}mm\/filemap\.c:\d+:\d+: page_cache_delete\(\): \w/m);
  });

  test('--patches: a series that git am applies, each commit of which compiles', async () => {
    const other = unbegun();
    const git = (...args: string[]) => execFileSync('git', ['-C', other.root, ...args], { encoding: 'utf8' });
    git('init', '--quiet');
    git('config', 'user.name', 'T');
    git('config', 'user.email', 't@example.org');
    git('add', '.');
    git('commit', '--quiet', '-m', 'all');
    const series = makeTree();
    const argv = ['convert', 'helper', '--no-cache', '--patches', series.path('out'), other.root];
    const { code, out } = await mapshift(argv);
    expect([code, git('status', '--porcelain')]).toEqual([0, '']);
    const names = out.split('\n').filter((line) => line.endsWith('.patch'));
    expect(names.length).toBeGreaterThan(2);
    expect(readFileSync(series.path(`out/${names[1]}`), 'utf8')).toMatch(/^From: T <t@example\.org>$/m);
    for (const name of names.slice(1)) {
      git('am', '--quiet', series.path(`out/${name}`));
      expect(`${name}: ${complaints(other.root)}`).toBe(`${name}: `);
    }
    await convert('helper', '--write');
    expect(snapshot(other.root)).toBe(snapshot());
    // what is not committed is not what git am would find
    writeFileSync(other.path('mm/util.c'), `${readFileSync(other.path('mm/util.c'), 'utf8')}\n`);
    git('reset', '--quiet', '--soft', 'HEAD~1');
    expect(await mapshift(argv)).toMatchObject({ code: 2, err: [expect.stringMatching(/not empty/)] });
    series.dispose();
    other.dispose();
  }, 60_000);
});

test('--cocci: rules for spatch, and the tree as it was', async () => {
  const before = snapshot();
  const rules = makeTree();
  const { code } = await convert('helper', '--cocci', rules.path('out'), '--only', 'mm');
  expect([code, snapshot()]).toEqual([0, before]);
  expect(readFileSync(rules.path('out/run.sh'), 'utf8')).toContain('spatch');
  expect(readFileSync(rules.path('out/files.txt'), 'utf8')).toMatch(/\bmm\//);
  rules.dispose();
});

describe('only a part', () => {
  test.each([
    ['a PATH', ['mm'], []],
    ['--only', [], ['--only', 'mm']],
  ])('%s', async (_what, paths, options) => {
    const { code } = await mapshift([
      'convert',
      'helper',
      '--no-cache',
      '--write',
      ...options,
      tree.root,
      ...paths,
    ]);
    expect(code).toBe(0);
    expect(read('mm/truncate.c')).toMatch(/_is_truncated\(/);
    expect(read('fs/toyfs/data.c')).toBe(readFileSync(unbegunFile('fs/toyfs/data.c'), 'utf8'));
    expect(complaints()).toBe('');
  });
});

function unbegunFile(file: string): string {
  return join(import.meta.dirname, '..', 'mini-kernel', file);
}

describe('refused in one line', () => {
  const refused = async (argv: string[], message: RegExp): Promise<void> => {
    const before = snapshot();
    const { code, out, err } = await mapshift(argv);
    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err[0]).toMatch(message);
    expect(snapshot()).toBe(before);
  };

  test('a stage out of order', async () => {
    await refused(
      ['convert', 'pass', '--no-cache', '--write', tree.root],
      /pass comes too early: nothing was converted/,
    );
    await convert('helper', '--write');
    await refused(
      ['convert', 'pass', '--no-cache', '--write', tree.root],
      /this tree is at helper, and parameter comes next/,
    );
  });

  test('no kernel tree', async () => {
    const other = makeTree([['a.c', 'int a;\n']]);
    await refused(
      ['convert', 'helper', '--no-cache', other.root],
      /no kernel tree: it has no include\/linux\/mm_types\.h/,
    );
    other.dispose();
  });

  test('helpers of the same names that somebody else wrote', async () => {
    tree.write('mm/own.h', '#define MAPPING_NULL NULL\n');
    await refused(['convert', 'helper', '--no-cache', tree.root], /mm\/own\.h defines MAPPING_NULL already/);
  });

  test.each([
    ['no stage', [], /no STAGE given: choose helper, parameter, pass, check, final/],
    ['a stage that is none', ['helpers'], /helpers: choose helper/],
    ['two outputs', ['helper', '--write', '--diff'], /--diff and --write: choose one/],
    ['rows and a diff', ['helper', '--json', '--diff'], /choose one/],
    ['no tree', ['helper'], /no TREE given/],
    ['threads', ['helper', '-j', 'many', '.'], /-j many: a number/],
    ['an option that is none', ['helper', '--writ', '.'], /Unknown option '--writ'/],
  ])('%s', async (_what, argv, message) => refused(['convert', ...argv], message));

  test('a path that is not there, or outside', async () => {
    await refused(
      ['convert', 'helper', '--no-cache', '--write', tree.root, 'nowhere'],
      /nowhere: no such file/,
    );
    await refused(['convert', 'helper', '--no-cache', '--write', tree.root, '..'], /outside the tree/);
  });

  test('a preset without a plan', async () => {
    const preset = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../server/presets/page-mapping.json'), 'utf8'),
    );
    delete preset.plan;
    tree.write('bare.mapshift.json', JSON.stringify({ ...preset, id: 'bare' }));
    await refused(
      ['convert', 'helper', '--no-cache', '--preset', tree.path('bare.mapshift.json'), tree.root],
      /plan/,
    );
  });

  test('a folder that holds a series already', async () => {
    tree.write('out/0001-x.patch', '');
    await refused(
      ['convert', 'helper', '--no-cache', '--patches', tree.path('out'), tree.root],
      /out: not empty/,
    );
  });

  test('a report that cannot be written', async () => {
    await refused(
      ['convert', 'helper', '--no-cache', '--report', tree.path('no/where'), tree.root],
      /no such file or directory/,
    );
  });
});

describe('cut short', () => {
  /** A run that was killed behind its journal: one file waits for its place. */
  function leaveJournal(): void {
    mkdirSync(tree.path('.mapshift-writing'));
    tree.write('.mapshift-writing/0', `${read('mm/ksm.c')}/* late */\n`);
    tree.write(
      '.mapshift-writing/journal.json',
      JSON.stringify({ moves: [{ from: '0', to: 'mm/ksm.c' }], removed: [] }),
    );
  }

  test('while it wrote: the next run that writes ends it, and then does its own', async () => {
    leaveJournal();
    const { code, err } = await convert('helper', '--write');
    expect([code, err]).toEqual([0, ['mapshift: finished an earlier run that was cut short: 1 files']]);
    expect(read('mm/ksm.c')).toMatch(/\/\* late \*\/\n$/);
    expect(read('include/linux/page_mapping.h')).toContain('stage helper');
  });

  test('while it wrote: a run that only reads says so', async () => {
    leaveJournal();
    const { code, err } = await convert('helper');
    expect([code, err]).toEqual([
      2,
      [expect.stringMatching(/cut short while it wrote: run it with --write/)],
    ]);
  });

  test('by Ctrl-C: the tree is as it was', async () => {
    const before = snapshot();
    const known = process.listeners('SIGINT');
    // as soon as the command listens: a signal to this process would end the test
    const poll = setInterval(() => {
      const [own] = process.listeners('SIGINT').filter((each) => !known.includes(each));
      if (own) clearInterval(poll);
      own?.('SIGINT');
    }, 1);
    const { code, out, err } = await convert('helper', '--write');
    clearInterval(poll);
    expect({ code, out, err }).toEqual({
      code: 130,
      out: '',
      err: ['mapshift: cancelled: the tree is as it was'],
    });
    expect([snapshot(), process.listeners('SIGINT')]).toEqual([before, known]);
    expect(existsSync(tree.path('.mapshift-writing'))).toBe(false);
  });

  test('by Ctrl-C in a shell: the program says what a shell expects', async () => {
    for (let copy = 0; copy < 400; copy++) tree.write(`mm/copy/${copy}.c`, read('mm/truncate.c'));
    const argv = ['convert', 'helper', '--write', '--no-cache', tree.root];
    // a terminal, whose progress tells that the program is at work
    const command = `${process.execPath} ${built('cli.js')} ${argv.join(' ')}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (said === '') child.stdin.write('\x03');
      said += chunk.toString();
    });
    const [code] = (await once(child, 'close')) as [number | null];
    expect(said).toMatch(/files read[\s\S]*mapshift: cancelled: the tree is as it was/);
    expect(code).toBe(130);
    expect(existsSync(tree.path('include/linux/page_mapping.h'))).toBe(false);
  }, 60_000);
});

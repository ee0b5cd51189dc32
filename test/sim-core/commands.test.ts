import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scenarios as all } from '../../sim-core/scenarios/index.ts';
import { mapshift, rowsOf } from '../cli/command.ts';

const dir = mkdtempSync(join(tmpdir(), 'mapshift-commands-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function ask(...argv: string[]) {
  const outcome = await mapshift(argv);
  return {
    ...outcome,
    err: outcome.err.join('\n'),
    rows: outcome.out.startsWith('{') ? rowsOf<ReturnType<typeof JSON.parse>>(outcome) : [],
  };
}

describe('mapshift scenarios', () => {
  it('lists id, title, schemes, processes and who raised it', async () => {
    const { code, rows } = await ask('scenarios', '--json');
    expect(code).toBe(0);
    expect(rows).toHaveLength(all.length);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining(['id', 'title', 'schemes', 'processes', 'raisedBy']),
      );
      expect(row.processes.length).toBeGreaterThan(1);
    }
  });
});

describe('mapshift check', () => {
  it('gives a row per scheme and variant, with the trace of a violation', async () => {
    const { code, rows } = await ask(
      'check',
      '--json',
      '--scheme',
      'page_mapping',
      '--variant',
      'null-test',
      'xfs-null-check',
    );
    expect(code).toBe(0);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ verdict: 'violated', scheme: 'page_mapping' });
    expect(rows[0].trace.at(-1).broken).toBe(rows[0].invariant);
    for (const key of ['states', 'transitions', 'depth', 'seconds'])
      expect(rows[0][key]).toBeGreaterThanOrEqual(0);
  });

  it('counts interleavings exactly', async () => {
    const { rows } = await ask('check', '--json', '--interleavings', '--variant', 'bit-2', 'tag-collision');
    // waiter: 1 step where the lock is free already; else 4 steps, of which the owner's 1 comes before the
    // third. Owner first: 1 + 1 + 2 steps in order owner-waiter, reclaim's 2 anywhere: C(4,2) = 6.
    // Waiter first: orders of owner in it: after step 1 or 2 = 2, and reclaim's 2 anywhere in 7: 2 · C(7,2) = 42.
    expect(rows[0].interleavings).toBe('48');
  });

  it('--set changes a parameter; --max-states makes the verdict bounded', async () => {
    const small = await ask(
      'check',
      '--json',
      '--variant',
      'helper',
      '--scheme',
      'field',
      '--set',
      'readers=1',
      'lookup-truncate',
    );
    const large = await ask('check', '--json', '--variant', 'helper', '--scheme', 'field', 'lookup-truncate');
    expect(small.rows[0].states).toBeLessThan(large.rows[0].states);
    const cut = await ask(
      'check',
      '--json',
      '--max-states',
      '10',
      '--variant',
      'helper',
      '--scheme',
      'field',
      'lookup-truncate',
    );
    expect(cut.rows[0]).toMatchObject({ verdict: 'bounded', limit: 'states' });
  });

  it('explores in other orders: depth-first, at random, with few preemptions', async () => {
    for (const mode of [
      ['--search', 'dfs'],
      ['--search', 'random', '--runs', '200'],
      ['--preemptions', '2'],
    ]) {
      const { rows } = await ask(
        'check',
        '--json',
        ...mode,
        '--variant',
        'one-check',
        '--scheme',
        'field',
        'ksm-unmerge',
      );
      expect(rows[0].verdict).toBe('violated');
      expect(rows[0].trace.at(-1).broken).toBe(rows[0].invariant);
    }
    const { rows } = await ask(
      'check',
      '--json',
      '--search',
      'random',
      '--variant',
      'recheck',
      '--scheme',
      'field',
      'ksm-unmerge',
    );
    expect(rows[0].verdict).toBe('bounded');
    expect((await ask('check', '--search', 'nothing', 'ksm-unmerge')).code).toBe(2);
  });

  it('--safety leaves out paths that loop for ever', async () => {
    const spinning = ['--json', '--variant', 'one-mapping', '--scheme', 'field', 'page-two-files'];
    expect((await ask('check', ...spinning)).rows[0].verdict).toBe('violated');
    expect((await ask('check', '--safety', ...spinning)).rows[0].verdict).toBe('holds');
  });

  it('--gate ends with 1 when something does not hold', async () => {
    expect((await ask('check', '--gate', '--variant', 'split', 'bio-two-files')).code).toBe(0);
    expect((await ask('check', '--gate', '--variant', 'one-per-bio', 'bio-two-files')).code).toBe(1);
  });

  it('--promela writes a model', async () => {
    const file = join(dir, 'model.pml');
    expect((await ask('check', '--promela', file, '--variant', 'bit-0', 'tag-collision')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('active proctype waiter()');
  });

  it.each([
    ['no scenario', []],
    ['an unknown scenario', ['nothing']],
    ['an unknown scheme', ['--scheme', 'nothing', 'tag-collision']],
    ['an unknown parameter', ['--set', 'nothing=1', 'tag-collision']],
    ['a value out of range', ['--set', 'tag=77', 'tag-collision']],
    ['an unknown option', ['--nothing', 'tag-collision']],
  ])('%s: exit 2 and one line', async (_, argv) => {
    const { code, err } = await ask('check', ...argv);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

describe('mapshift play', () => {
  it('prints the shortest broken run, and plays what it shared', async () => {
    const shown = await ask('play', '--print', '--variant', 'one-check', 'ksm-unmerge');
    const share = /share: (\S+)/.exec(shown.out)?.[1] ?? '';
    const file = join(dir, 'trace.txt');
    writeFileSync(file, share);
    const again = await ask('play', 'ksm-unmerge', '--trace', file);
    expect(again.code).toBe(0);
    expect(again.out).toContain('BROKEN: the page that KSM shares is its own stable page');
    expect(shown.out).toContain(again.out);
  });

  it('refuses a damaged trace, a missing file and a trace of another scenario', async () => {
    const file = join(dir, 'bad.txt');
    writeFileSync(file, 'ms1~tag-collision~page_wait~bit-0~~01~0000000');
    for (const path of [file, join(dir, 'missing')]) {
      expect((await ask('play', 'tag-collision', '--trace', path)).code).toBe(2);
    }
    const shown = await ask('play', '--print', '--variant', 'one-check', 'ksm-unmerge');
    writeFileSync(file, /share: (\S+)/.exec(shown.out)?.[1] ?? '');
    expect((await ask('play', 'tag-collision', '--trace', file)).err).toContain('not of tag-collision');
  });
});

describe('mapshift load', () => {
  it('writes JSON and SVG', async () => {
    const file = join(dir, 'curves.svg');
    const { code, rows } = await ask(
      'load',
      '--json',
      '--svg',
      file,
      'wait-hot-page',
      '--set',
      'waiters=500',
    );
    expect(code).toBe(0);
    expect(rows[0].parameters.waiters).toMatchObject({ value: 500, source: 'set by the user' });
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg /);
    expect((await ask('load', 'nothing')).code).toBe(2);
  });
});

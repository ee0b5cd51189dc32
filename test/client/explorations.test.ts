/** Big explorations run in worker threads, from the bundle that ships. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Explorations } from '../../client/panel/explorations.ts';
import type { Outcome, Question } from '../../client/shared/panel/exploration.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mapshift-explore-'));
  await build({
    entryPoints: [join(import.meta.dirname, '../../client/panel/exploreWorker.ts')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const question = (goal: 'bug' | 'passing', set = {}, states = 5_000_000): Question => ({
  play: { scenario: 'lookup-truncate' },
  setting: { scheme: 'page_mapping', variant: goal === 'bug' ? 'no-recheck' : 'helper', set },
  options: { goal, states },
});

function ask(explorations: Explorations, what: Question, job = 1): Promise<Outcome> {
  return new Promise((resolve) => {
    explorations.start(job, what, (outcome) => {
      if (outcome.kind !== 'progress') resolve(outcome);
    });
  });
}

describe('an exploration in the host', () => {
  test('finds the shortest run that breaks a rule', async () => {
    const explorations = new Explorations(join(folder, 'worker.js'));
    const outcome = await ask(explorations, question('bug'));
    expect(outcome).toMatchObject({ kind: 'found', findings: { goal: 'bug', verdict: 'violated' } });
    expect(explorations.running).toBe(0);
  });

  test('finds a passing run', async () => {
    const explorations = new Explorations(join(folder, 'worker.js'));
    const outcome = await ask(explorations, question('passing'));
    expect(outcome).toMatchObject({ kind: 'found', findings: { goal: 'passing', verdict: 'holds' } });
  });

  test('reports progress, and ends without a word when cancelled', async () => {
    const explorations = new Explorations(join(folder, 'worker.js'));
    const heard: Outcome[] = [];
    const big = question('bug', { readers: 3, truncaters: 2, pages: 3 }, 100_000_000);
    await new Promise<void>((resolve) => {
      explorations.start(7, { ...big, setting: { ...big.setting, variant: 'helper' } }, (outcome) => {
        heard.push(outcome);
        if (heard.length === 2) resolve();
      });
    });
    expect(heard[1]).toMatchObject({ kind: 'progress', progress: { states: expect.any(Number) } });
    explorations.cancel(7);
    expect(explorations.running).toBe(0);
    const told = heard.length;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(heard).toHaveLength(told);
  });

  test('says what is wrong with a setting', async () => {
    const explorations = new Explorations(join(folder, 'worker.js'));
    const wrong = question('bug', { readers: 99 });
    expect(await ask(explorations, wrong)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('readers goes from'),
    });
  });

  test('a worker that dies, or says what is no answer, is a failure and no silence', async () => {
    const script = (name: string, code: string): string => {
      writeFileSync(join(folder, name), code);
      return join(folder, name);
    };
    const dies = new Explorations(script('dies.js', 'process.exit(3)'));
    expect(await ask(dies, question('bug'))).toMatchObject({ kind: 'failed' });
    const throws = new Explorations(script('throws.js', "throw new Error('no memory')"));
    expect(await ask(throws, question('bug'))).toMatchObject({ kind: 'failed', why: 'no memory' });
    const lies = new Explorations(
      script(
        'lies.js',
        "require('node:worker_threads').parentPort.on('message', (m) => process.nextTick(() => require('node:worker_threads').parentPort.postMessage({ kind: 'found' })))",
      ),
    );
    expect(await ask(lies, question('bug'))).toMatchObject({ kind: 'failed' });
  });

  test('no more than two at a time', async () => {
    const explorations = new Explorations(join(folder, 'worker.js'));
    const first = ask(explorations, question('bug'), 1);
    const second = ask(explorations, question('bug'), 2);
    expect(await ask(explorations, question('bug'), 3)).toMatchObject({ kind: 'failed' });
    await Promise.all([first, second]);
    expect(await ask(explorations, question('bug'), 3)).toMatchObject({ kind: 'found' });
  });
});

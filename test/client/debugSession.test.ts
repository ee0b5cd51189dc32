/** The debug session through its protocol: what an editor asks, and what it is told. */
import { describe, expect, test } from 'vitest';
import { pathAt } from '../../client/debug/pathUri.ts';
import { firstRun } from '../../client/panel/slicing.ts';
import { exploreNow } from '../../client/shared/panel/explorer.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarioOf } from '../../sim-core/scenarios/index.ts';
import { DebugClient } from './debugClient.ts';
import { PROGRAM } from './program.ts';

const SETTING = { scheme: 'page_mapping', variant: 'no-recheck', set: {} };
const LAUNCH = { scenario: 'lookup-truncate', ...SETTING };

/** The shortest run that breaks the rule: what the panel would hand over. */
const counterexample = () => found;
const found = (() => {
  const outcome = exploreNow({
    play: { scenario: 'lookup-truncate' },
    setting: SETTING,
    options: { goal: 'bug', states: 1_000_000 },
  });
  if (outcome.kind !== 'found' || !outcome.findings.run) throw new Error('no counterexample');
  const { choices, rule } = outcome.findings.run;
  return { run: { play: { scenario: 'lookup-truncate' }, setting: SETTING, choices, at: 0 }, rule };
})();

async function quiet(client: DebugClient): Promise<void> {
  await client.body('setExceptionBreakpoints', { filters: ['rule', 'stuck'] });
}

describe('a debug session', () => {
  test('stops at entry, and shows kernel paths as threads', async () => {
    const client = new DebugClient();
    const stop = await client.start(LAUNCH);
    expect(stop).toMatchObject({ reason: 'entry', allThreadsStopped: true });
    const names = [...(await client.threads()).keys()];
    expect(names).toHaveLength(3);
    expect(names.join()).toMatch(/reader A.*reader B.*truncate/);
  });

  test('a frame stands on the line of the path that tells the step, and moves with next', async () => {
    const client = new DebugClient();
    const { threadId = 0 } = await client.start(LAUNCH);
    const before = await client.top(threadId);
    expect(before.source?.path).toMatch(
      /^mapshift-path:\/lookup-truncate\/page_mapping\/no-recheck\/-\/reader\.mapshift-path$/,
    );
    await client.move('next', { threadId });
    const after = await client.top(threadId);
    expect(after.line).toBeGreaterThan(before.line);
    expect(after.source).toEqual(before.source);
  });

  test('next moves only its own thread', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH);
    const [a = 0, b = 0, truncate = 0] = (await client.threads()).values();
    const lines = async () => Promise.all([a, b, truncate].map(async (id) => (await client.top(id)).line));
    const before = await lines();
    expect((await client.move('next', { threadId: truncate })).threadId).toBe(truncate);
    const after = await lines();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toBe(before[2]);
  });

  test('steps back to where it was, and forward again along the kept run', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    const { threadId = 0 } = await client.start({ run });
    await quiet(client);
    await client.move('next', { threadId: (run.choices[0]?.process ?? 0) + 1 });
    await client.move('next', { threadId: (run.choices[1]?.process ?? 0) + 1 });
    const there = client.told.at(-1);
    expect(there?.at).toBe(2);
    expect(await client.move('stepBack', { threadId })).toMatchObject({ reason: 'step' });
    expect(client.told.at(-1)).toEqual({ ...there, at: 1 });
    expect(await client.move('stepBack', { threadId })).toMatchObject({ reason: 'entry' });
    expect(await client.move('stepBack', { threadId })).toMatchObject({ reason: 'entry' });
    expect(client.told.at(-1)).toEqual({ ...there, at: 0 });
    expect(client.told.at(-1)?.choices).toEqual(run.choices);
  });

  test('another choice than the kept one forks the run', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    await client.start({ run });
    const other = (run.choices[0]?.process ?? 0) === 0 ? 2 : 1;
    await client.move('next', { threadId: other });
    expect(client.told.at(-1)).toMatchObject({ choices: [{ process: other - 1, way: 0 }], at: 1 });
  });

  test('continue along a counterexample stops at the broken rule, with the exception told', async () => {
    const { run, rule } = counterexample();
    const client = new DebugClient();
    const { threadId = 0 } = await client.start({ run }, () => quiet(client));
    const stop = await client.move('continue', { threadId });
    expect(stop).toMatchObject({ reason: 'exception', text: rule, description: 'A rule is broken' });
    expect(client.told.at(-1)?.at).toBe(run.choices.length);
    expect(await client.body('exceptionInfo', { threadId })).toMatchObject({
      exceptionId: 'A rule is broken',
      description: rule,
    });
    const rules = await client.scope(stop.threadId ?? 0, /Rules/);
    expect([...rules.values()].map(({ value }) => value).join()).toContain(
      `broken by step ${run.choices.length}`,
    );
    // the run is over: a step is answered by words, not by a move
    const from = client.events.length;
    await client.move('next', { threadId });
    expect(client.events.slice(from)[0]).toMatchObject({
      event: 'output',
      body: { output: expect.stringContaining('broke a rule') },
    });
  });

  test('interesting states stop a run forward and back at the same places', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    const { threadId = 0 } = await client.start({ run });
    await client.body('setExceptionBreakpoints', { filters: ['rule', 'interesting'] });
    const forward: number[] = [];
    while ((forward.at(-1) ?? 0) < run.choices.length) {
      await client.move('continue', { threadId });
      forward.push(client.told.at(-1)?.at ?? 0);
    }
    expect(forward.length).toBeGreaterThan(1);
    expect(forward.length).toBeLessThan(run.choices.length);
    const back: number[] = [];
    while (back.at(-1) !== 0) {
      await client.move('reverseContinue', { threadId });
      back.push(client.told.at(-1)?.at ?? 0);
    }
    expect(back.reverse()).toEqual([0, ...forward.slice(0, -1)]);
  });

  test('beyond a kept run, continue goes on by itself until all is over, with few switches', async () => {
    const client = new DebugClient();
    await client.start({ ...LAUNCH, variant: 'helper', set: { readers: 1 } }, () =>
      client.body('setExceptionBreakpoints', { filters: [] }),
    );
    await client.move('continue', { threadId: 2 });
    const end = client.told.at(-1);
    const switches = end?.choices.filter(
      ({ process }, i, all) => i > 0 && all[i - 1]?.process !== process,
    ).length;
    expect(switches).toBeLessThanOrEqual(2);
    const machine = machineFor(scenarioOf('lookup-truncate'), {
      ...SETTING,
      variant: 'helper',
      set: { readers: 1 },
    });
    for (const choice of end?.choices ?? []) expect(machine.apply(choice)).toBe('ran');
    expect(machine.allEnded()).toBe(true);
    expect([...(await client.threads()).keys()].every((name) => name.endsWith('(has ended)'))).toBe(true);
  });

  test('pause ends a continue where it is', async () => {
    const client = new DebugClient();
    const { threadId = 0 } = await client.start(LAUNCH, () => quiet(client));
    const from = client.events.length;
    await client.body('continue', { threadId });
    await client.body('pause', { threadId });
    expect(await client.stopped(from)).toMatchObject({ reason: 'pause' });
    expect(client.told.at(-1)?.choices.length).toBeLessThan(50);
  });

  test('a path that loops alone does not keep continue for ever', async () => {
    const client = new DebugClient();
    await client.start({ scenario: 'lookup-truncate', scheme: 'page_mapping', variant: 'raw-word' }, () =>
      client.body('setExceptionBreakpoints', { filters: [] }),
    );
    await client.move('continue', { threadId: 1 });
    const output = client.events.filter(({ event }) => event === 'output').map((each) => each.body.output);
    expect(output.join()).toMatch(/round in circles|has ended/);
  });

  test('a thread that waits says so', async () => {
    const client = new DebugClient();
    const { threadId: first = 0 } = await client.start(LAUNCH, () => quiet(client));
    const [a = first, b = 0] = (await client.threads()).values();
    // A locks the page, then B runs into the lock
    for (let i = 0; i < 40; i++) {
      const page = await client.body('evaluate', { expression: 'page1.locked' });
      if (page.result === '1') break;
      await client.move('next', { threadId: a });
    }
    for (let i = 0; i < 40; i++) {
      await client.move('next', { threadId: b });
      if ([...(await client.threads()).keys()].some((name) => /reader B \((waits|sleeps)\)/.test(name)))
        break;
    }
    const names = [...(await client.threads()).keys()];
    expect(names.some((name) => /reader B \((waits|sleeps)\)/.test(name))).toBe(true);
    const locals = await client.scope(b, /reader B/);
    expect(locals.has('waits for') || locals.has('sleeps')).toBe(true);
    const at = client.told.length;
    const from = client.events.length;
    await client.move('next', { threadId: b });
    expect(client.events[from]).toMatchObject({ event: 'output' });
    expect(client.told).toHaveLength(at);
  });
});

describe('what a debug session shows', () => {
  test('things with their fields, what changed marked, pointers to follow', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    const { threadId = 0 } = await client.start({ run }, () => quiet(client));
    await client.body('setDataBreakpoints', {
      breakpoints: [{ dataId: 'page_mapping1.mapping', accessType: 'write' }],
    });
    expect(await client.move('continue', { threadId })).toMatchObject({ reason: 'data breakpoint' });
    const things = await client.scope(threadId, /page and what/);
    const indirect = things.get('page_mapping1');
    expect(indirect).toMatchObject({ type: 'struct page_mapping' });
    expect(indirect?.value).toMatch(/mapping is NULL \(changed: mapping\)/);
    const fields = await client.variables(indirect?.variablesReference ?? 0);
    expect(fields.get('mapping')?.value).toBe('NULL (was mapping1)');
    await client.body('setDataBreakpoints', { breakpoints: [] });
    await client.move('restart');
    const start = await client.variables(things.get('page1')?.variablesReference ?? 0);
    const target = await client.variables(start.get('mapping')?.variablesReference ?? 0);
    expect(target.get('mapping')?.value).toBe('mapping1');
  });

  test.each([
    ['page1.ref', '1'],
    ['page1->mapping', '&page_mapping'],
    ['ref', 'page1.ref = 1, page2.ref = 0'],
    ['folio->mapping', 'page1.mapping = &page_mapping, page2.mapping = NULL'],
  ])('%s is %s at the start', async (expression, result) => {
    const client = new DebugClient();
    await client.start(LAUNCH);
    expect(await client.body('evaluate', { expression, frameId: 1, context: 'hover' })).toMatchObject({
      result,
    });
  });

  test('a local that points to a page is followed', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH, () => quiet(client));
    for (let i = 0; i < 40; i++) {
      if ((await client.body('evaluate', { expression: 'page', frameId: 1 })).result === 'page1') break;
      await client.move('next', { threadId: 1 });
    }
    expect(await client.body('evaluate', { expression: 'page->mapping', frameId: 1 })).toMatchObject({
      result: '&page_mapping',
    });
  });

  test.each(['nothing', '', 'constructor', '__proto__', 'page9.mapping'])(
    '%j is refused in one line',
    async (expression) => {
      const client = new DebugClient();
      await client.start(LAUNCH);
      const answer = await client.ask('evaluate', { expression, frameId: 1 });
      expect(answer.success).toBe(false);
      expect(answer.message).toMatch(/is no field of this run$/);
      expect(answer.message).not.toContain('\n');
    },
  );

  test('step-in targets are the steps that can be taken, own ones first, and each can be chosen', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH, () => quiet(client));
    const { targets } = await client.body('stepInTargets', { frameId: 201 });
    expect(targets).toHaveLength(3);
    expect(targets[0].label).toMatch(/^truncate · truncate_inode_pages_range: /);
    const stop = await client.move('stepIn', { threadId: 1, targetId: targets[0].id });
    expect(stop.threadId).toBe(3);
    expect(client.told.at(-1)?.choices).toEqual([{ process: 2, way: 0 }]);
  });

  test('field names are completed', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH);
    const { targets } = await client.body('completions', { text: 'page1.', column: 7 });
    expect(targets.map(({ label }: { label: string }) => label)).toEqual(
      expect.arrayContaining(['page1.mapping', 'page1.ref', 'page1.locked']),
    );
  });
});

describe('breakpoints', () => {
  test('on a line of the path; one between steps moves to the next step', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH, () => quiet(client));
    const { source, line } = await client.top(3);
    const wanted = [{ line: line + 3 }, { line: 1 }, { line: 100_000 }];
    const { breakpoints } = await client.body('setBreakpoints', { source, breakpoints: wanted });
    expect(breakpoints[0]).toMatchObject({ verified: true });
    expect(breakpoints[1]).toMatchObject({ verified: true, line });
    expect(breakpoints[2]).toMatchObject({ verified: false, message: 'No step of this run stands here.' });
    const stop = await client.move('continue', { threadId: 3 });
    expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 3, hitBreakpointIds: [breakpoints[0].id] });
    expect((await client.top(3)).line).toBe(breakpoints[0].line);
  });

  test('the editor may spell the address of a path with more escapes', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH, () => quiet(client));
    const { source, line } = await client.top(3);
    const path = source?.path?.replaceAll('-', '%2D').replace('mapshift%2Dpath', 'mapshift-path');
    const { breakpoints } = await client.body('setBreakpoints', {
      source: { path },
      breakpoints: [{ line }],
    });
    expect(breakpoints[0]).toMatchObject({ verified: true, line });
  });

  test('on a kernel function, at its entry, forward and back', async () => {
    const client = new DebugClient();
    const { run } = counterexample();
    await client.start({ run }, () => quiet(client));
    const fns =
      machineFor(scenarioOf('lookup-truncate'), SETTING).processes[2]?.steps.map(({ fn }) => fn) ?? [];
    const name = fns.find((fn) => fn !== fns[0]) ?? '';
    const { breakpoints } = await client.body('setFunctionBreakpoints', {
      breakpoints: [{ name: `${name}()` }, { name: 'no_such_function' }],
    });
    expect(breakpoints.map(({ verified }: { verified: boolean }) => verified)).toEqual([true, false]);
    expect(await client.move('continue', { threadId: 3 })).toMatchObject({
      reason: 'function breakpoint',
      text: name,
      hitBreakpointIds: [breakpoints[0].id],
    });
    const at = client.told.at(-1)?.at ?? 0;
    await client.move('next', { threadId: (run.choices[at]?.process ?? 0) + 1 });
    expect(await client.move('reverseContinue', { threadId: 3 })).toMatchObject({
      reason: 'function breakpoint',
    });
    expect(client.told.at(-1)?.at).toBe(at);
  });

  test('with a condition', async () => {
    const client = new DebugClient();
    const { run } = counterexample();
    await client.start({ run }, () => quiet(client));
    const { breakpoints: bad } = await client.body('setDataBreakpoints', {
      breakpoints: [{ dataId: 'page1.ref', condition: 'what is this' }],
    });
    expect(bad[0]).toMatchObject({ verified: false });
    await client.body('setDataBreakpoints', {
      breakpoints: [{ dataId: 'page1.ref', condition: 'page1.ref == 2' }],
    });
    await client.move('continue', { threadId: 1 });
    expect(await client.body('evaluate', { expression: 'page1.ref' })).toMatchObject({ result: '2' });
  });

  test('a variable can be watched, the name of a thing cannot', async () => {
    const client = new DebugClient();
    await client.start(LAUNCH);
    const things = await client.scope(1, /page and what/);
    const page = things.get('page1')?.variablesReference;
    expect(
      await client.body('dataBreakpointInfo', { variablesReference: page, name: 'mapping' }),
    ).toMatchObject({
      dataId: 'page1.mapping',
    });
    expect(await client.body('dataBreakpointInfo', { variablesReference: 1, name: 'page1' })).toMatchObject({
      dataId: null,
    });
  });
});

describe('a code path', () => {
  const tree = (file: string): string => `/tree/${file}`;

  test('stands on its lines of C, below the functions that were entered', async () => {
    const client = new DebugClient(tree);
    await client.start({ run: firstRun(PROGRAM) }, () => quiet(client));
    const start = await client.top(1);
    expect(start).toMatchObject({ source: { path: '/tree/mm/filemap.c' }, line: PROGRAM.at.line });
    await client.move('next', { threadId: 1 });
    const { stackFrames } = await client.body('stackTrace', { threadId: 1 });
    expect(stackFrames.map(({ name }: { name: string }) => name)).toEqual(['find', 'lock_it', 'find_it']);
    expect(stackFrames[0]).toMatchObject({ line: 12, source: { path: '/tree/mm/filemap.c' } });
    expect(stackFrames[2]).toMatchObject({ line: PROGRAM.at.line });
    // the adversary stands in no file
    expect((await client.top(2)).source?.path).toMatch(/^mapshift-path:/);
  });

  test('stops at a breakpoint in C, whatever the tree is called', async () => {
    const client = new DebugClient(tree);
    await client.start({ run: firstRun(PROGRAM) }, () => quiet(client));
    const { breakpoints } = await client.body('setBreakpoints', {
      source: { path: '/tree/mm/filemap.c' },
      breakpoints: [{ line: 14 }, { line: 300 }],
    });
    expect(breakpoints).toMatchObject([{ verified: true, line: 15 }, { verified: false }]);
    expect(await client.move('continue', { threadId: 1 })).toMatchObject({
      reason: 'breakpoint',
      threadId: 1,
    });
    expect(await client.top(1)).toMatchObject({ line: 15, name: 'unlock' });
  });

  test('without its tree it stands on the text of its path', async () => {
    const client = new DebugClient();
    await client.start({ run: firstRun(PROGRAM) }, () => quiet(client));
    await client.move('next', { threadId: 1 });
    const { source, line } = await client.top(1);
    const { text } = pathAt(source?.path ?? '');
    expect(text.split('\n')[line - 1]).toMatch(/find .*mm\/filemap\.c:12/);
  });

  test('a path that nobody plays, or no path at all, is refused in one line', () => {
    for (const uri of [
      'mapshift-path:/x',
      'mapshift-path:/code.a.b/field/alone/-/a.mapshift-path',
      'mapshift-path:/lookup-truncate/field/nothing/-/a.mapshift-path',
    ])
      expect(() => pathAt(uri)).toThrow(RangeError);
  });
});

describe('with the panel', () => {
  test('a run moved elsewhere is followed without an echo, and without taking the focus', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    await client.start({ run: structuredClone(run) }, () => quiet(client));
    const told = client.told.length;
    const from = client.events.length;
    expect(client.adapter.follow({ ...run, at: 3 })).toBe(true);
    const stop = await client.stopped(from);
    expect(stop).toMatchObject({ preserveFocusHint: true, threadId: (run.choices[2]?.process ?? 0) + 1 });
    expect(client.told).toHaveLength(told);
    expect(client.adapter.run?.at).toBe(3);
  });

  test('a run of something else is not', async () => {
    const { run } = counterexample();
    const client = new DebugClient();
    await client.start({ run });
    expect(client.adapter.follow({ ...run, setting: { ...SETTING, variant: 'helper' } })).toBe(false);
    expect(client.adapter.run).toEqual(run);
  });
});

describe('refuses', () => {
  test.each([
    ['no scenario', {}, /names no scenario/],
    ['a scenario that is not there', { scenario: 'nothing' }, /no scenario nothing/],
    ['a scheme that is not there', { scenario: 'lookup-truncate', scheme: 'x' }, /has no scheme x/],
    ['values out of range', { scenario: 'lookup-truncate', set: { readers: 99 } }, /readers goes from/],
    ['a damaged trace', { trace: 'ms1~lookup-truncate~x' }, /no trace of mapshift/],
    ['a run that is none', { run: { play: { scenario: 'lookup-truncate' } } }, /cannot be read/],
    [
      'choices that cannot be made',
      { run: { ...counterexample().run, choices: [{ process: 9, way: 0 }] } },
      /step 1/,
    ],
  ])('%s, in one line', async (_, launch, message) => {
    const client = new DebugClient();
    await client.body('initialize', { adapterID: 'mapshift', pathFormat: 'path' });
    const answer = await client.ask('launch', launch);
    expect(answer.success).toBe(false);
    expect(answer.message).toMatch(message);
    expect(answer.message).not.toContain('\n');
  });

  test('requests before the launch, and threads that are none', async () => {
    const client = new DebugClient();
    expect((await client.ask('next', { threadId: 1 })).message).toBe('nothing is played yet');
    expect(await client.body('threads')).toEqual({ threads: [] });
    await client.start(LAUNCH);
    expect((await client.ask('next', { threadId: 9 })).message).toBe('there is no thread 9');
    expect((await client.ask('stepIn', { threadId: 1, targetId: 77 })).success).toBe(false);
    expect((await client.ask('scopes', { frameId: 99_999 })).success).toBe(true);
  });
});

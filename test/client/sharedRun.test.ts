/** Panel, debugger and marks show one run: who is told, and what is an answer and not a move. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Echo } from '../../client/panel/echo.ts';
import { Latest } from '../../client/panel/latest.ts';
import { SharedRun } from '../../client/panel/sharedRun.ts';
import type { RunState } from '../../client/shared/panel/run.ts';

const CHOICES = [0, 0, 1, 0].map((process) => ({ process, way: 0 }));
const at = (step: number, more: Partial<RunState> = {}): RunState => ({
  play: { scenario: 'lookup-truncate' },
  setting: { scheme: 'field', variant: 'helper', set: {} },
  choices: CHOICES,
  at: step,
  ...more,
});

/** A page and a debugger that both show the run; the page answers what it was told, late. */
function views() {
  const shared = new SharedRun();
  const echo = new Echo();
  const page = {};
  const debuggerSide = {};
  const toPage: RunState[] = [];
  const toDebugger: number[] = [];
  shared.onChange((run, from) => {
    if (from !== page && run) {
      echo.sent(run);
      toPage.push(run);
    }
    if (from !== debuggerSide && run) toDebugger.push(run.at);
  });
  const pageMoves = (run: RunState): void => {
    if (!echo.isAnswer(run)) shared.set(run, page);
  };
  return { shared, debuggerSide, toPage, toDebugger, pageMoves };
}

describe('the shared run', () => {
  test('a move of one view reaches the other, and its answer goes no further', () => {
    const { shared, debuggerSide, toPage, toDebugger, pageMoves } = views();
    pageMoves(at(0));
    shared.set(at(1), debuggerSide);
    expect(toPage.map((run) => run.at)).toEqual([1]);
    pageMoves(structuredClone(at(1)));
    pageMoves(at(3));
    expect(toDebugger).toEqual([0, 3]);
  });

  test('late answers of the page do not pull the debugger back', () => {
    const { shared, debuggerSide, toPage, toDebugger, pageMoves } = views();
    pageMoves(at(0));
    for (const step of [1, 2, 3]) shared.set(at(step), debuggerSide);
    for (const run of toPage) pageMoves(structuredClone(run));
    expect(shared.run?.at).toBe(3);
    expect(toDebugger).toEqual([0]);
  });

  test('answers may be left out; a move of the user among them counts', () => {
    const { shared, debuggerSide, toDebugger, pageMoves } = views();
    pageMoves(at(0));
    for (const step of [1, 2, 3]) shared.set(at(step), debuggerSide);
    pageMoves(at(3));
    pageMoves(at(2));
    expect(shared.run?.at).toBe(2);
    expect(toDebugger).toEqual([0, 2]);
  });

  test('the same run again is no news, even as another object', () => {
    const shared = new SharedRun();
    const heard = vi.fn();
    shared.onChange(heard);
    shared.set(at(1), {});
    shared.set(structuredClone(at(1)), {});
    expect(heard).toHaveBeenCalledTimes(1);
    shared.set(at(1, { setting: { scheme: 'field', variant: 'helper', set: { readers: 1 } } }), {});
    shared.set(null, {});
    shared.set(null, {});
    expect(heard).toHaveBeenCalledTimes(3);
  });

  test('a play of the same content stays the same object, so that it is laid out once', () => {
    const shared = new SharedRun();
    shared.set(at(0), {});
    const { play } = shared.run ?? {};
    shared.set(structuredClone(at(2)), {});
    expect(shared.run?.play).toBe(play);
  });
});

describe('an answer of the page', () => {
  test('is not expected for ever: the page may have refused', () => {
    let now = 0;
    const echo = new Echo(() => now);
    echo.sent(at(1));
    now = 10_000;
    expect(echo.isAnswer(at(1))).toBe(false);
    echo.sent(at(2));
    echo.forget();
    expect(echo.isAnswer(at(2))).toBe(false);
  });
});

describe('the latest of many', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is told; the first at once, those between not', () => {
    const heard: number[] = [];
    const latest = new Latest<number>(100, (value) => heard.push(value));
    for (const value of [1, 2, 3]) latest.give(value);
    expect(heard).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(heard).toEqual([1, 3]);
    latest.give(4);
    latest.dispose();
    vi.advanceTimersByTime(1000);
    expect(heard).toEqual([1, 3]);
  });
});

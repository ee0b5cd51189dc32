import { describe, expect, test } from 'vitest';
import { check, type Report } from '../../sim-core/explore/check.ts';
import { replay } from '../../sim-core/explore/trace.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import type { Program } from '../../sim-core/slice/program.ts';
import { sliceScenario } from '../../sim-core/slice/scenario.ts';
import { program } from './program.ts';

const RECHECKED = program(`
  again: find | end
  lock
  field-is-mapping | retry
  use-data
  unlock
  put
  return
  retry: unlock
  put
  goto | again
`);

const UNCHECKED = program(`
  find | end
  lock
  use-data
  unlock
  put
`);

const NULL_TESTED = program(`
  again: find | end
  lock
  field-set | retry
  use-data
  unlock
  put
  return
  retry: unlock
  put
  goto | again
`);

function verdict(what: Program, variant: string, scheme = 'field', set = {}): Report {
  return check(machineFor(sliceScenario(what), { scheme, variant, set }));
}

describe('a path sliced from C', () => {
  test('that looks again under the lock holds against truncation', () => {
    expect(verdict(RECHECKED, 'truncate').verdict).toBe('holds');
  });

  test('that does not, uses a page that was truncated; the run names lines of C', () => {
    const scenario = sliceScenario(UNCHECKED);
    const setting = { scheme: 'field', variant: 'truncate', set: {} };
    const report = check(machineFor(scenario, setting));
    expect(report.verdict).toBe('violated');
    expect(report.run?.rule).toBe('the page used belongs to the file meant');
    const steps = replay(machineFor(scenario, setting), report.run?.choices ?? []);
    expect(steps.filter(({ at }) => at).map(({ at }) => at?.line)).toEqual([1, 1, 1, 2, 3]);
  });

  test('alone does nothing wrong', () => {
    expect(verdict(UNCHECKED, 'alone').verdict).toBe('holds');
  });

  test('that only asks for NULL holds today, and not where the word is never NULL', () => {
    expect(verdict(NULL_TESTED, 'truncate').verdict).toBe('holds');
    expect(verdict(NULL_TESTED, 'truncate', 'page_mapping').verdict).toBe('violated');
  });

  test('conditions of the same words go the same way', () => {
    const twice = program(`
      find | end
      either | unlocked "if (flags & LOCK)"
      lock
      unlocked: either | out "if (flags & LOCK)"
      unlock
      out: put
    `);
    const machine = machineFor(sliceScenario(twice), { scheme: 'field', variant: 'alone', set: {} });
    expect(machine.fields.some(({ name }) => name.includes('condition'))).toBe(true);
    expect(check(machine).verdict).toBe('holds');
  });

  test('that unlocks what it never locked is not played further', () => {
    const lost = program(`
      find | end
      unlock
      use-data
      put
    `);
    expect(verdict(lost, 'truncate').verdict).toBe('holds');
  });

  test('a page handed in locked may be followed', () => {
    const handed = { page: true, locked: true, referenced: true };
    expect(verdict(program('follow-field', handed), 'truncate').verdict).toBe('holds');
    const report = verdict(program('follow-field', { ...handed, locked: false }), 'truncate');
    expect(report.run?.rule).toMatch(/^NULL pointer dereference/);
  });

  test('the raw word loops under indirection; read through the helper it does not', () => {
    expect(verdict(RECHECKED, 'truncate', 'page_mapping').run?.rule).toMatch(/^no path loops for ever/);
    expect(verdict(RECHECKED, 'truncate', 'page_mapping', { helper: 1 }).verdict).toBe('holds');
  });

  test('that is right today holds beside every adversary under the field', () => {
    const scenario = sliceScenario(RECHECKED);
    for (const { id, schemes } of scenario.variants) {
      if (schemes && !schemes.includes('field')) continue;
      const { run, verdict: found } = verdict(RECHECKED, id);
      expect([id, found, run?.rule]).toEqual([id, 'holds', undefined]);
    }
  });

  test('runs beside every adversary under every scheme, and ends or says why not', () => {
    const scenario = sliceScenario(RECHECKED);
    for (const scheme of scenario.schemes) {
      for (const { id, schemes } of scenario.variants) {
        if (schemes && !schemes.includes(scheme)) continue;
        const report = check(machineFor(scenario, { scheme, variant: id, set: {} }));
        expect([scheme, id, report.verdict === 'bounded'], report.limit ?? '').toEqual([scheme, id, false]);
      }
    }
  });
});

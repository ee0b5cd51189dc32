import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarioOf, scenarios } from '../../sim-core/scenarios/index.ts';
import { loadTrace, type Trace, TraceError, toJson, toShare } from '../../sim-core/trace/trace.ts';

function traceOf(id: string, variant: string): Trace {
  const s = scenarioOf(id);
  const setting = { scheme: s.schemes[0] ?? '', variant, set: {} };
  const run = check(machineFor(s, setting)).run;
  if (!run) throw new Error(`${id} ${variant} has no run to keep`);
  return { scenario: id, setting, choices: run.choices };
}

describe('traces', () => {
  it('survive both forms, for every scenario', () => {
    for (const s of scenarios) {
      for (const { id } of s.variants) {
        const setting = { scheme: s.schemes[0] ?? '', variant: id, set: {} };
        const run = check(machineFor(s, setting)).run;
        if (!run) continue;
        const trace = { scenario: s.id, setting, choices: run.choices };
        for (const text of [toJson(trace), toShare(trace)]) {
          const loaded = loadTrace(text, scenarioOf);
          expect(loaded.trace).toEqual(trace);
          expect(loaded.steps).toHaveLength(run.choices.length);
        }
      }
    }
  });

  it('that are cut short, damaged or foreign are refused', () => {
    const trace = traceOf('wait-install', 'two-steps');
    for (const whole of [toShare(trace), toJson(trace)]) {
      for (let cut = 0; cut < whole.length; cut += 7) {
        expect(() => loadTrace(whole.slice(0, cut), scenarioOf)).toThrow(TraceError);
      }
    }
    const foreign = [
      '{"format":"mapshift-trace","version":2}',
      '{"format":"other"}',
      'null',
      '[]',
      toJson(trace).replace('wait-install', '__proto__'),
      toJson(trace).replace('"set":{}', '"set":{"__proto__":1,"pages":1e9}'),
      toJson(trace).replace('"set":{}', '"set":{"nothing":1}'),
      toJson(trace).replace(/"steps":\[/, '"steps":[99,'),
      toJson(trace).replace(/"steps":\[/, '"steps":[-1,'),
      toJson(trace).replace(/"steps":\[/, '"steps":[[0,70],'),
      toJson({ ...trace, choices: [...trace.choices, ...trace.choices] }),
      `ms1~${'a'.repeat(200_000)}`,
      'ms9~a~b~c~~0~0',
    ];
    for (const text of foreign)
      expect(() => loadTrace(text, scenarioOf), text.slice(0, 80)).toThrow(TraceError);
  });

  it('never crash the loader, whatever they are', () => {
    const json = toJson(traceOf('device-atomic', 'write-forgotten'));
    const mutated = fc
      .tuple(fc.nat(json.length - 1), fc.string({ maxLength: 3 }))
      .map(([at, text]) => json.slice(0, at) + text + json.slice(at + 1));
    const anything = fc.oneof(fc.string(), fc.json(), mutated);
    fc.assert(
      fc.property(anything, (text) => {
        try {
          loadTrace(text, scenarioOf);
        } catch (error) {
          expect(error).toBeInstanceOf(TraceError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

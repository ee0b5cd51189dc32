// The hand-written Promela models under the real SPIN. Compiling 27 models takes a minute, so that only
// three run by default; MAPSHIFT_SPIN=1 runs all, and the export of every scenario as well.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { DEADLOCK } from '../../sim-core/explore/search.ts';
import { toPromela } from '../../sim-core/export/promela.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarioOf, scenarios } from '../../sim-core/scenarios/index.ts';
import { promelaCases } from './promelaCases.ts';
import { haveSpin, runSpin } from './spin.ts';

const all = process.env.MAPSHIFT_SPIN === '1';
const spin = haveSpin();
if (!spin) console.warn('spin or gcc is not installed: the comparison with SPIN was left out');
const quick = new Set(['tag-collision bit-0', 'ksm-unmerge recheck', 'reclaim-attachment waits-locked']);
const chosen = promelaCases.filter(
  ({ scenario, setting }) => all || quick.has(`${scenario} ${setting.variant}`),
);

describe.skipIf(!spin)('SPIN agrees', () => {
  it.each(
    chosen.map(
      (c) => [`${c.scenario} ${c.setting.scheme} ${c.setting.variant} ${c.defines.join(' ')}`, c] as const,
    ),
  )(
    '%s',
    (_, { scenario, setting, file, defines, setup }) => {
      const ours = check(machineFor(scenarioOf(scenario), setting), { symmetry: false });
      const theirs = runSpin(join(import.meta.dirname, `../promela/${file}.pml`), defines, {
        optimise: '-O0',
      });
      expect(theirs.errors).toBe(ours.verdict === 'violated');
      if (ours.run) expect(theirs.length - setup).toBe(ours.run.choices.length);
      else expect([theirs.states - setup]).toEqual([ours.states]);
    },
    30_000,
  );
});

describe('the export to Promela', () => {
  it('writes every scenario', () => {
    for (const s of scenarios) {
      for (const { id } of s.variants) {
        const text = toPromela(s, { scheme: s.schemes[0] ?? '', variant: id, set: {} });
        expect(text.match(/active proctype/g)?.length).toBeGreaterThan(1);
      }
    }
  });

  it.skipIf(!spin || !all).each(scenarios.map((s) => [s.id, s] as const))(
    '%s: SPIN counts the same states',
    (_, s) => {
      const dir = mkdtempSync(join(tmpdir(), 'mapshift-export-'));
      try {
        for (const { id } of s.variants) {
          const setting = { scheme: s.schemes[0] ?? '', variant: id, set: {} };
          const ours = check(machineFor(s, setting), { symmetry: false });
          writeFileSync(join(dir, 'model.pml'), toPromela(s, setting));
          const stuck = ours.run?.rule === DEADLOCK;
          const theirs = runSpin(join(dir, 'model.pml'), stuck ? ['-DDEADLOCK'] : [], { optimise: '-O0' });
          // SPIN is not asked for paths that loop for ever
          expect(theirs.errors).toBe(ours.verdict === 'violated' && ours.run?.repeatsFrom === undefined);
          if (!theirs.errors) expect(theirs.states).toBe(ours.states);
          else if (!stuck) expect(theirs.length).toBe(ours.run?.choices.length);
        }
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
    120_000,
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { replay } from '../../sim-core/explore/trace.ts';
import type { Choice, Machine } from '../../sim-core/model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../../sim-core/scenario.ts';
import { scenarioOf, scenarios } from '../../sim-core/scenarios/index.ts';
import { sceneOf } from '../../sim-core/scene/build.ts';
import { changes } from '../../sim-core/scene/changes.ts';
import { reelOf } from '../../sim-core/scene/reel.ts';
import { sayStep } from '../../sim-core/scene/says.ts';
import type { Cell, Scene } from '../../sim-core/scene/scene.ts';
import { sliceScenario } from '../../sim-core/slice/scenario.ts';
import { program } from './program.ts';

/** A path as it is sliced from C, beside each of its adversaries. */
const SLICED = sliceScenario(
  program(`
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
  `),
);

const SETTINGS: readonly (readonly [string, Scenario, Setting])[] = [...scenarios, SLICED].flatMap(
  (scenario) =>
    scenario.schemes.flatMap((scheme) =>
      scenario.variants
        .filter(({ schemes }) => schemes?.includes(scheme) ?? true)
        .map(
          ({ id }) => [`${scenario.id} ${scheme} ${id}`, scenario, { scheme, variant: id, set: {} }] as const,
        ),
    ),
);

const cellsOf = ({ things, processes }: Scene): Cell[] => [
  ...things.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells)),
  ...processes.flatMap(({ locals }) => locals),
];

/** A run that picks among the open steps by the numbers given; it ends early where nobody can go on. */
function runBy(machine: Machine, picks: readonly number[]): Choice[] {
  machine.load(machine.initial);
  const taken: Choice[] = [];
  for (const pick of picks) {
    const open: Choice[] = [];
    const here = machine.words.slice();
    for (const [process] of machine.processes.entries()) {
      const ways = machine.stepOf(process)?.ways ?? 0;
      for (let way = 0; way < ways; way++) {
        if (machine.apply({ process, way }) === 'ran') open.push({ process, way });
        machine.load(here);
      }
    }
    const choice = open[pick % open.length];
    if (!choice) break;
    machine.apply(choice);
    taken.push(choice);
    if (machine.brokenRule() !== undefined) break;
  }
  return taken;
}

const PICKS = Array.from({ length: 25 }, (_, at) => (at * 7 + 3) % 11);

describe('a scene of every scenario, scheme and variant', () => {
  it.each(SETTINGS)('%s: every field once, every reference an arrow or NULL', (_, scenario, setting) => {
    const machine = machineFor(scenario, setting);
    const reel = reelOf(machine, runBy(machine, PICKS));
    const pcs = new Set(machine.processes.map(({ fields }) => fields[0]?.name));
    const fields = machine.fields.map(({ name }) => name).filter((name) => !pcs.has(name));
    const first = reel.sceneAt(0);
    const shape = ({ things, processes }: Scene) => [
      things.map(({ id, column, rows, queue }) => [
        id,
        column,
        rows.map(({ id: row, style }) => [row, style]),
        queue !== undefined,
      ]),
      processes.map(({ id, badge }) => [id, badge]),
    ];
    for (let at = 0; at <= reel.steps.length; at++) {
      const scene = reel.sceneAt(at);
      const values = machine.read();
      expect(shape(scene)).toEqual(shape(first));
      const cells = cellsOf(scene);
      expect(cells.map(({ id }) => id).sort()).toEqual([...fields].sort());
      const boxes = new Set(scene.things.map(({ id }) => id));
      expect(boxes.size).toBe(scene.things.length);
      expect(new Set([...boxes, ...scene.processes.map(({ id }) => id)]).size).toBe(
        scene.things.length + scene.processes.length,
      );
      const ended = new Set(scene.processes.filter(({ state }) => state === 'ended').map(({ id }) => id));
      const arrows = new Map(scene.arrows.map((arrow) => [arrow.id, arrow]));
      for (const cell of cells) {
        expect(cell.text).toBe(values.get(cell.id));
        expect(cell.widest).toBeGreaterThanOrEqual(cell.shown.length);
        const owner = cell.id.slice(0, cell.id.lastIndexOf('.'));
        if (cell.target === undefined || ended.has(`process:${owner}`))
          expect(arrows.has(cell.id)).toBe(false);
        else {
          const { from, to, local } = arrows.get(cell.id) ?? {};
          expect([from, to]).toEqual([local ? `process:${owner}` : owner, cell.target]);
        }
        if (cell.target !== undefined) expect(cell.reaches).toContain(cell.target);
        for (const box of cell.reaches) expect(boxes).toContain(box);
        // a value that reads NULL is no pointer, and a field that can be NULL at all has pointers to show
        if (cell.text === 'NULL') expect(cell.target).toBeUndefined();
      }
      for (const process of scene.processes) expect(process.says).toContain(process.name);
      for (const thing of scene.things) expect(thing.says.startsWith(thing.title)).toBe(true);
    }
    expect(new Set(first.processes.map(({ badge }) => badge)).size).toBe(first.processes.length);
  });

  it('looks and leaves no trace: the machine goes on as before', () => {
    for (const [, scenario, setting] of SETTINGS.slice(0, 12)) {
      const machine = machineFor(scenario, setting);
      for (const choice of runBy(machine, PICKS.slice(0, 9))) void choice;
      const words = machine.words.slice();
      sceneOf(machine);
      expect([...machine.words]).toEqual([...words]);
    }
  });

  it('knows every reference that the model declares by sort', () => {
    const machine = machineFor(scenarioOf('bio-two-files'), {
      scheme: 'field',
      variant: 'one-per-vector',
      set: {},
    });
    machine.load(machine.initial);
    machine.apply({ process: 0, way: 0 });
    machine.apply({ process: 0, way: 0 });
    expect(sceneOf(machine).arrows.map(({ id, to }) => [id, to])).toEqual([
      ['bio.mapping', 'mapping1'],
      ['bio.first', 'mapping1'],
      ['bio.second', 'mapping2'],
    ]);
  });
});

describe('what changed', () => {
  it('is exactly what the machine changed, over random runs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: SETTINGS.length - 1 }),
        fc.array(fc.nat(20), { maxLength: 40 }),
        (which, picks) => {
          const [, scenario, setting] = SETTINGS[which] as (typeof SETTINGS)[number];
          const machine = machineFor(scenario, setting);
          const choices = runBy(machine, picks);
          const steps = replay(machine, choices);
          const reel = reelOf(machine, choices);
          for (const [at, step] of steps.entries()) {
            const before = reel.sceneAt(at);
            const after = reel.sceneAt(at + 1);
            const found = changes(before, after);
            expect([...found.cells.keys()].sort()).toEqual(step.changes.map(({ field }) => field).sort());
            const owners = new Set(step.changes.map(({ field }) => field.slice(0, field.lastIndexOf('.'))));
            for (const owner of owners)
              expect(found.things.has(owner) || found.processes.has(`process:${owner}`)).toBe(true);
            const stands = ({ processes }: Scene) =>
              processes.find(({ name }) => name === step.process)?.does;
            if (stands(before) !== stands(after))
              expect(found.processes).toContain(`process:${step.process}`);
            const arrows = (scene: Scene) =>
              new Map(scene.arrows.map(({ id, to, tag }) => [id, `${to} ${tag}`]));
            const [old, now] = [arrows(before), arrows(after)];
            const turned = [...new Set([...old.keys(), ...now.keys()])].filter(
              (id) => old.get(id) !== now.get(id),
            );
            expect([...found.arrows].sort()).toEqual(turned.sort());
            const same = changes(after, reel.sceneAt(at + 1));
            expect([same.cells.size, same.things.size, same.processes.size, same.arrows.size]).toEqual([
              0, 0, 0, 0,
            ]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a reel', () => {
  const setting = { scheme: 'page_wait', variant: 'bit-0', set: {} };
  const machine = machineFor(scenarioOf('tag-collision'), setting);
  const reel = reelOf(machine, check(machine).run?.choices ?? []);

  it('ends with the broken rule, and refuses states that it has not', () => {
    expect(reel.sceneAt(reel.steps.length).broken).toBe(reel.steps.at(-1)?.broken);
    expect(reel.steps.at(-1)?.broken).toMatch(/\w/);
    expect(() => reel.sceneAt(reel.steps.length + 1)).toThrow(RangeError);
    expect(() => reelOf(machine, [{ process: 9, way: 0 }])).toThrow('step 1: no process can take it');
  });

  it('takes the word apart as the kernel of v4.17 would', () => {
    const words = reel.steps.map((_, at) =>
      cellsOf(reel.sceneAt(at + 1)).find(({ id }) => id === 'page.mapping'),
    );
    const tagged = words.find((cell) => cell?.text === '&page_wait|1');
    expect(tagged?.word?.tagName).toBe('PAGE_MAPPING_ANON');
    expect(tagged?.word?.bits).toEqual([
      { bit: 1, set: false },
      { bit: 0, set: true },
    ]);
    expect(tagged?.word?.digits).toMatch(/^ffff[0-9a-f]{11}1$/);
  });

  it('tells in words who did what and what it changed', () => {
    const at = reel.steps.findIndex(({ process }) => process === 0);
    const [before, after] = [reel.sceneAt(at), reel.sceneAt(at + 1)];
    const step = reel.steps[at];
    if (!step) throw new Error('the waiter never moves');
    expect(sayStep(step, reel.heads, after, changes(before, after))).toMatch(/^waiter: \w+, .*\. Changes /);
  });
});

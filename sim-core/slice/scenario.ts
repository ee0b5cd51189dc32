// A sliced program as a scenario: the path of the source beside an adversary, under any scheme that
// keeps a page's identity. The variant names the adversary.
import { ADVERSARIES, type Needs, optionsFor, setTheStage } from '../kernel/adversaries.ts';
import { kernel, type PageFlag } from '../kernel/kernel.ts';
import { howMany, type Scenario, scenario, yesNo } from '../scenario.ts';
import { SCHEMES } from '../schemes/index.ts';
import { MOST_REFS } from './operations.ts';
import { slicedPath } from './path.ts';
import type { Operation, Program } from './program.ts';

/** What the state needs for an operation to mean something. */
const FLAGS: Readonly<Partial<Record<Operation, PageFlag>>> = {
  'test-uptodate': 'uptodate',
  'set-uptodate': 'uptodate',
  'test-dirty': 'dirty',
  'set-dirty': 'dirty',
  'clear-dirty': 'dirty',
  'test-writeback': 'writeback',
  'start-writeback': 'writeback',
  'end-writeback': 'writeback',
  'wait-writeback': 'writeback',
  freeze: 'frozen',
};

const OVER_PTES: ReadonlySet<Operation> = new Set(['unmap', 'mkclean', 'map', 'map-writable']);

function needsOf({ instructions }: Program, paths: number): Needs {
  const flags = new Set<PageFlag>();
  for (const { op } of instructions) {
    const flag = FLAGS[op];
    if (flag) flags.add(flag);
  }
  return {
    references: MOST_REFS * paths,
    flags: [...flags],
    ptes: instructions.some(({ op }) => OVER_PTES.has(op)) ? 1 : 0,
    invalidateLock: instructions.some(({ op }) => op.startsWith('invalidate-')) ? paths : 0,
    // a path that misses the page may bring a new one
    spare: instructions.some(({ op }) => op === 'add-to-cache') ? 1 : 0,
  };
}

/** The scenario of a program. */
export function sliceScenario(program: Program): Scenario {
  const { entry, at, given } = program;
  return scenario({
    id: `path:${entry}`,
    title: `${entry}, as ${at.file} has it`,
    raisedBy: 'taken from the source',
    era: program.release ?? 'the tree at hand',
    narration: [
      `The steps of ${entry} that the model knows, from ${at.file} line ${at.line}, beside an adversary.`,
      ...given.why.map((why) => `On entry: ${why}.`),
    ],
    schemes: SCHEMES,
    parameters: {
      adversary: howMany('which adversary: its number in the list, 0 for none', 0, ADVERSARIES.length, 0),
      paths: howMany('processes that run the path', 1, 2),
      helper: yesNo('the path reads the field through page_mapping(), as after the first stage', 0),
    },
    variants: [
      { id: 'alone', says: 'the path alone', set: { adversary: 0 } },
      ...ADVERSARIES.map(({ id, title, does, schemes }, index) => ({
        id,
        says: `${title}: ${does}`,
        set: { adversary: index + 1 },
        schemes,
      })),
    ],
    build(m, p) {
      const adversary = ADVERSARIES[p.adversary - 1];
      const needs = needsOf(program, p.paths);
      const k = kernel(m, optionsFor(p.scheme, adversary ? [needs, adversary.needs] : [needs]));
      setTheStage(m, k);
      m.process(entry, slicedPath(k, program, p.helper === 1), { count: p.paths });
      adversary?.add(m, k);
      return k;
    },
  });
}

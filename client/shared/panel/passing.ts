// Looks for a run in which every process that must end does, and nothing breaks. Random walks come
// first, because a run in which the processes meet says more than one after the other; where they find
// none, a search of all states decides whether there is any.
import { eachSuccessor } from '../../../sim-core/explore/graph.ts';
import { hashWords, StateTable } from '../../../sim-core/explore/table.ts';
import { countSwitches } from '../../../sim-core/explore/trace.ts';
import type { Choice, Machine } from '../../../sim-core/model/machine.ts';
import { seeded } from '../../../sim-core/workload/random.ts';

const WALKS = 60;
const LONGEST_WALK = 400;
/** How often a walk goes on with the process that moved last, where it can. */
const STAY = 0.75;

interface Successor {
  readonly choice: Choice;
  readonly words: Int32Array;
}

/** Steps that break nothing. */
function goodSuccessors(machine: Machine, state: Int32Array): Successor[] {
  const found: Successor[] = [];
  eachSuccessor(machine, state, (process, way, broken) => {
    if (broken === undefined) found.push({ choice: { process, way }, words: machine.words.slice() });
  });
  return found.filter(({ words }) => {
    machine.load(words);
    return machine.brokenRule() === undefined;
  });
}

function ended(machine: Machine, state: Int32Array): boolean {
  machine.load(state);
  return machine.allEnded();
}

function walk(machine: Machine, from: Int32Array, random: () => number): Choice[] | undefined {
  const choices: Choice[] = [];
  let state: Int32Array = from.slice();
  while (choices.length < LONGEST_WALK) {
    if (ended(machine, state)) return choices;
    const next = goodSuccessors(machine, state);
    const last = choices.at(-1)?.process;
    const same = next.filter(({ choice }) => choice.process === last);
    const pool = same.length > 0 && random() < STAY ? same : next;
    const picked = pool[Math.floor(random() * pool.length)];
    if (!picked) return undefined;
    choices.push(picked.choice);
    state = picked.words;
  }
  return undefined;
}

/**
 * The shortest of many walks from a state in which the processes take turns; undefined when none of them
 * passes. The same answer every time.
 */
export function passingWalk(machine: Machine, from = machine.initial, walks = WALKS): Choice[] | undefined {
  const random = seeded(1);
  let best: Choice[] | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (let i = 0; i < walks; i++) {
    const choices = walk(machine, from, random);
    if (!choices) continue;
    const takesTurns = countSwitches(choices) >= machine.processes.length ? 0 : 1000;
    const score = choices.length + takesTurns;
    if (score < bestScore) {
      best = choices;
      bestScore = score;
    }
  }
  return best;
}

/** Breadth-first over every state, in slices. */
export class PassingSearch {
  readonly table: StateTable;
  transitions = 0;
  private expanded = 0;
  private readonly ways: Choice[] = [{ process: -1, way: 0 }];
  private readonly base: Int32Array;

  constructor(
    readonly machine: Machine,
    private readonly most: number,
  ) {
    const width = machine.words.length;
    this.table = new StateTable(width);
    this.base = new Int32Array(width);
    this.table.insert(machine.initial, 0, hashWords(machine.initial, 0, width), -1);
  }

  get waiting(): number {
    return this.table.count - this.expanded;
  }

  /** Expands some states: the choices of a run that passes, `none`, `limit`, or undefined for "not yet". */
  run(howMany: number): Choice[] | 'none' | 'limit' | undefined {
    const { table, machine, base } = this;
    const width = machine.words.length;
    for (let done = 0; done < howMany; done++) {
      if (this.expanded === table.count) return 'none';
      if (table.count > this.most) return 'limit';
      const from = this.expanded++;
      table.copy(from, base);
      if (ended(machine, base)) return this.chain(from);
      for (const { choice, words } of goodSuccessors(machine, base)) {
        this.transitions++;
        if (table.insert(words, 0, hashWords(words, 0, width), from)) this.ways.push(choice);
      }
    }
    return undefined;
  }

  private chain(to: number): Choice[] {
    const choices: Choice[] = [];
    for (let i = to; i > 0; i = this.table.parent(i)) choices.push(this.ways[i] as Choice);
    return choices.reverse();
  }
}

// Breadth-first search of every reachable state, in slices. What a state's processes do next is looked up
// in tables; what that leads to goes through a batch into the table of states.
import type { Machine } from '../model/machine.ts';
import { Batch } from './batch.ts';
import { RuleTables } from './ruleTables.ts';
import { BROKEN, EFFECTS, RAN, StepTables, waysAt } from './stepTables.ts';
import type { Canonical } from './symmetry.ts';
import { hashWords, StateTable } from './table.ts';

/** Limits; reaching one makes the verdict `bounded`. */
export interface Limits {
  readonly states?: number;
  /** Bytes that the state table may hold. */
  readonly bytes?: number;
  readonly seconds?: number;
  /** Longest run explored, in steps. */
  readonly depth?: number;
}

/** A rule broken, found from state `from` (or in it, when no process is named). */
export interface Finding {
  readonly from: number;
  /** Steps from the start up to and including the breaking one. */
  readonly length: number;
  readonly process: number;
  readonly way: number;
  readonly rule: string;
  readonly kind: 'step' | 'state' | 'deadlock';
}

export const DEADLOCK = 'every process that must end can end (none waits for ever)';

const MOST_FINDINGS = 4096;

export class Search {
  readonly table: StateTable;
  transitions = 0;
  /** Depth of the layer being expanded. */
  depth = 0;
  findings: Finding[] = [];
  /** The limit that was hit, if any. */
  stoppedBy: string | undefined;
  finished = false;
  private expanded = 0;
  private layerEnd = 1;
  private readonly steps: StepTables;
  private readonly batch: Batch;
  private spent = 0;

  constructor(
    readonly machine: Machine,
    canonical: Canonical | undefined,
    private readonly limits: Limits = {},
    private readonly stopAtFirst = true,
  ) {
    const width = machine.words.length;
    this.table = new StateTable(width);
    this.steps = StepTables.of(machine);
    const rules = new RuleTables(machine);
    const check = (words: Int32Array): void => {
      const rule = rules.broken(words);
      if (rule === undefined) return;
      const from = this.table.count - 1;
      this.report({ from, length: this.depth + 1, process: -1, way: 0, rule, kind: 'state' });
    };
    this.batch = new Batch(this.table, canonical, machine.rules.length > 0 ? check : undefined);
    machine.load(machine.initial);
    const rule = machine.brokenRule();
    canonical?.apply(machine.words);
    this.table.insert(machine.words, 0, hashWords(machine.words, 0, width), -1);
    if (rule !== undefined) this.report({ from: 0, length: 0, process: -1, way: 0, rule, kind: 'state' });
  }

  get states(): number {
    return this.table.count;
  }

  /** States found but not yet expanded. */
  get waiting(): number {
    return this.table.count - this.expanded;
  }

  /** Works for about `milliseconds`; true when nothing is left to do. `now` is a clock in milliseconds. */
  run(milliseconds: number, now: () => number): boolean {
    const began = now();
    while (!this.finished) {
      this.expandSome(1024);
      const passed = now() - began;
      if (this.limits.seconds !== undefined && this.spent + passed > this.limits.seconds * 1000)
        this.stop('time');
      if (passed >= milliseconds) break;
    }
    this.spent += now() - began;
    return this.finished;
  }

  private stop(by: string): void {
    if (!this.finished) this.stoppedBy = by;
    this.finished = true;
  }

  private report(finding: Finding): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
  }

  private expandSome(howMany: number): void {
    const { table, steps, batch } = this;
    const { base } = batch;
    const { word, shift, mask, slots } = steps;
    const count = word.length;
    let { code } = steps;
    for (let done = 0; done < howMany; done++) {
      if (this.expanded === this.layerEnd) {
        batch.flush();
        if (!this.nextLayer()) return;
      }
      const from = this.expanded++;
      table.copy(from, base);
      let enabled = 0;
      for (let p = 0; p < count; p++) {
        const index = ((base[word[p] as number] as number) >>> (shift[p] as number)) & (mask[p] as number);
        let to = code[(slots[p] as number) + index] as number;
        while (to > 0) {
          const at = code[to] as number;
          const value = ((base[at & 255] as number) >>> ((at >>> 8) & 31)) & (at >>> 16);
          to = code[to + 1 + value] as number;
        }
        let answer = ~to;
        if (to === 0) {
          answer = steps.learn(p, base);
          code = steps.code;
        }
        const ran = code[answer + RAN] as number;
        const broken = code[answer + BROKEN] as number;
        enabled += ran + broken;
        if (ran > 0) batch.follow(code, answer + EFFECTS, ran, from);
        if (broken > 0) this.reportBroken(answer, from, p);
      }
      this.transitions += enabled;
      if (enabled === 0) {
        this.machine.load(base);
        if (!this.machine.allEnded())
          this.report({ from, length: this.depth, process: -1, way: 0, rule: DEADLOCK, kind: 'deadlock' });
      }
    }
    this.heedLimits();
  }

  private reportBroken(answer: number, from: number, process: number): void {
    const { code, rules } = this.steps;
    const ran = code[answer + RAN] as number;
    const broken = code[answer + BROKEN] as number;
    let at = waysAt(answer, ran, this.table.width) + ran;
    for (let i = 0; i < broken; i++, at += 2) {
      const way = code[at] as number;
      const rule = rules[code[at + 1] as number] ?? '';
      this.report({ from, length: this.depth + 1, process, way, rule, kind: 'step' });
    }
  }

  private heedLimits(): void {
    if (this.limits.states !== undefined && this.table.count > this.limits.states) this.stop('states');
    if (this.limits.bytes !== undefined && this.table.bytes > this.limits.bytes) this.stop('memory');
  }

  /** Goes to the next layer; false when the search has ended. */
  private nextLayer(): boolean {
    if (this.findings.length > 0 && this.stopAtFirst) {
      this.finished = true;
      return false;
    }
    this.heedLimits();
    if (this.finished) return false;
    if (this.expanded === this.table.count) {
      this.finished = true;
      return false;
    }
    this.layerEnd = this.table.count;
    this.depth++;
    if (this.limits.depth !== undefined && this.depth >= this.limits.depth) {
      this.stop('depth');
      return false;
    }
    return true;
  }
}

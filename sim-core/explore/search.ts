// Breadth-first search of every reachable state, in slices. Successors are gathered in batches: the
// hash slots of a whole batch are touched before any is probed, so that cache misses overlap.
import type { Machine } from '../model/machine.ts';
import type { CompiledStep } from '../model/path.ts';
import { Oops } from '../model/views.ts';
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

const BATCH = 512;
type Program = readonly CompiledStep[];
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
  private next = 0;
  private layerEnd = 1;
  private readonly base: Int32Array;
  private readonly programs: readonly Program[];
  private readonly batch: Int32Array;
  private readonly hashes = new Int32Array(BATCH);
  private readonly batchParents = new Int32Array(BATCH);
  private batched = 0;
  private spent = 0;

  constructor(
    readonly machine: Machine,
    private readonly canonical: Canonical | undefined,
    private readonly limits: Limits = {},
    private readonly stopAtFirst = true,
  ) {
    const width = machine.words.length;
    this.table = new StateTable(width);
    this.base = new Int32Array(Math.max(4, width));
    this.programs = machine.processes.map(({ steps }) => steps);
    this.batch = new Int32Array(BATCH * width);
    machine.load(machine.initial);
    const rule = machine.brokenRule();
    this.canonical?.apply(machine.words);
    this.table.insert(machine.words, 0, hashWords(machine.words, 0, width), -1);
    if (rule !== undefined) this.report({ from: 0, length: 0, process: -1, way: 0, rule, kind: 'state' });
  }

  get states(): number {
    return this.table.count;
  }

  /** States found but not yet expanded. */
  get waiting(): number {
    return this.table.count - this.next;
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
    const { machine, table, base, batch, hashes, batchParents, canonical } = this;
    const { words, pcWord, pcShift, pcMask } = machine;
    const { programs } = this;
    const count = programs.length;
    const width = words.length;
    for (let done = 0; done < howMany; done++) {
      if (this.next === this.layerEnd) {
        this.flush();
        if (!this.nextLayer()) return;
      }
      const from = this.next++;
      table.copy(from, base);
      // most states have up to four words: kept in registers, they are put back faster than by a loop
      const b0 = base[0] as number;
      const b1 = base[1] as number;
      const b2 = base[2] as number;
      const b3 = base[3] as number;
      let enabled = false;
      for (let p = 0; p < count; p++) {
        const pc = ((base[pcWord[p] as number] as number) >>> (pcShift[p] as number)) & (pcMask[p] as number);
        const steps = programs[p] as Program;
        if (pc === steps.length) continue;
        const step = steps[pc] as Program[number];
        const ways = step.ways;
        for (let way = 0; way < ways; way++) {
          words[0] = b0;
          if (width > 1) words[1] = b1;
          if (width > 2) words[2] = b2;
          if (width > 3) {
            words[3] = b3;
            for (let w = 4; w < width; w++) words[w] = base[w] as number;
          }
          try {
            if (!machine.run(p, step, pc, way)) continue;
          } catch (error) {
            if (!(error instanceof Oops)) throw error;
            enabled = true;
            this.transitions++;
            this.report({ from, length: this.depth + 1, process: p, way, rule: error.message, kind: 'step' });
            continue;
          }
          enabled = true;
          this.transitions++;
          if (canonical !== undefined) canonical.apply(words);
          const at = this.batched;
          const offset = at * width;
          batch[offset] = words[0] as number;
          if (width > 1) batch[offset + 1] = words[1] as number;
          if (width > 2) batch[offset + 2] = words[2] as number;
          for (let w = 3; w < width; w++) batch[offset + w] = words[w] as number;
          hashes[at] = hashWords(words, 0, width);
          batchParents[at] = from;
          if (++this.batched === BATCH) this.flush();
        }
      }
      if (!enabled) {
        machine.load(base);
        if (!machine.allEnded())
          this.report({ from, length: this.depth, process: -1, way: 0, rule: DEADLOCK, kind: 'deadlock' });
      }
    }
    this.heedLimits();
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
    if (this.next === this.table.count) {
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

  private flush(): void {
    const { table, batch, hashes, batchParents, machine } = this;
    const count = this.batched;
    if (count === 0) return;
    const width = table.width;
    const check = machine.rules.length > 0;
    touched ^= table.touch(hashes, count);
    for (let i = 0; i < count; i++) {
      const fresh = table.insert(batch, i * width, hashes[i] as number, batchParents[i] as number);
      if (fresh && check) {
        for (let w = 0; w < width; w++) machine.words[w] = batch[i * width + w] as number;
        const rule = machine.brokenRule();
        if (rule !== undefined)
          this.report({
            from: table.count - 1,
            length: this.depth + 1,
            process: -1,
            way: 0,
            rule,
            kind: 'state',
          });
      }
    }
    this.batched = 0;
  }
}

// keeps the touching reads from being thrown away as unused
let touched = 0;
export function touchedWords(): number {
  return touched;
}

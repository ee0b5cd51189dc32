// Identical processes: their private fields are sorted, which covers all permutations of them at once.
import type { Machine } from '../model/machine.ts';

/** Runs of one word that hold a process's fields, in the same order for each of its kin. */
export interface Member {
  readonly words: Int32Array;
  readonly shifts: Int32Array;
  readonly masks: Int32Array;
}

/** Groups of identical processes, of two and more. */
export function kinGroups(machine: Machine): Member[][] {
  const groups = new Map<number, Member[]>();
  for (const process of machine.processes) {
    const runs: { word: number; shift: number; mask: number }[] = [];
    for (const { word, shift, mask } of process.fields) {
      const run = runs.at(-1);
      if (run && run.word === word) run.mask = (run.mask | (mask << (shift - run.shift))) >>> 0;
      else runs.push({ word, shift, mask });
    }
    const member: Member = {
      words: Int32Array.from(runs, ({ word }) => word),
      shifts: Int32Array.from(runs, ({ shift }) => shift),
      masks: Int32Array.from(runs, ({ mask }) => mask | 0),
    };
    groups.set(process.kin, [...(groups.get(process.kin) ?? []), member]);
  }
  return [...groups.values()].filter((members) => members.length > 1);
}

/** Insertion sort of identical processes' private fields. */
export function sortKin(members: readonly Member[], words: Int32Array): void {
  for (let i = 1; i < members.length; i++) {
    for (let j = i; j > 0; j--) {
      const a = members[j - 1] as Member;
      const b = members[j] as Member;
      let swap = false;
      for (let r = 0; r < a.words.length; r++) {
        const x =
          ((words[a.words[r] as number] as number) >>> (a.shifts[r] as number)) & (a.masks[r] as number);
        const y =
          ((words[b.words[r] as number] as number) >>> (b.shifts[r] as number)) & (b.masks[r] as number);
        if (x !== y) {
          swap = x > y;
          break;
        }
      }
      if (!swap) break;
      for (let r = 0; r < a.words.length; r++) {
        const aw = a.words[r] as number;
        const bw = b.words[r] as number;
        const as = a.shifts[r] as number;
        const bs = b.shifts[r] as number;
        const mask = a.masks[r] as number;
        const x = ((words[aw] as number) >>> as) & mask;
        const y = ((words[bw] as number) >>> bs) & mask;
        words[aw] = ((words[aw] as number) & ~(mask << as)) | (y << as);
        words[bw] = ((words[bw] as number) & ~(mask << bs)) | (x << bs);
      }
    }
  }
}

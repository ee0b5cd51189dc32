// The rules that hold in every state, as tables: each is worked out once for the values that it reads.
import type { Machine } from '../model/machine.ts';
import { Oops } from '../model/views.ts';
import { Decisions } from './decisions.ts';

export class RuleTables extends Decisions {
  private readonly texts: string[] = [];

  constructor(machine: Machine) {
    super(machine, machine.rules.length + 1, 1);
  }

  /** The first rule that a state breaks. */
  broken(words: Int32Array): string | undefined {
    for (let r = 0; r < this.machine.rules.length; r++) {
      const answer = this.find(r + 1, words) || this.learn(r, words);
      const text = this.code[answer] as number;
      if (text > 0) return this.texts[text - 1];
    }
    return undefined;
  }

  private learn(r: number, words: Int32Array): number {
    const { machine, reads } = this;
    const rule = machine.rules[r];
    const from = words.slice(0, machine.words.length);
    machine.load(from);
    reads.begin([]);
    let broken: string | undefined;
    try {
      if (rule && !machine.watched(reads, rule.holds)) broken = rule.text;
    } catch (error) {
      if (!(error instanceof Oops)) throw error;
      broken = error.message;
    }
    let number = 0;
    if (broken !== undefined) {
      if (!this.texts.includes(broken)) this.texts.push(broken);
      number = this.texts.indexOf(broken) + 1;
    }
    return this.add(r + 1, from, [number]);
  }
}

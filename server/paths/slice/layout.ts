// The graph as a list of instructions: true answers fall through, everything else jumps.

import type { Instruction } from '../../../sim-core/slice/program.ts';
import { type Draft, END, type Graph } from './graph.ts';

export function laidOut({ nodes, start }: Graph): Instruction[] {
  const places = new Map<number, number>();
  const list: { instruction: Instruction; to: number | null }[] = [];
  const open = [start];
  let last: Draft | null = null;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === END || places.has(id)) continue;
    for (let at = id; ; ) {
      const node = nodes[at];
      if (at === END || !node?.draft || places.has(at)) {
        // the list goes on with another way: this one must jump
        if (last && (at !== END || open.some((each) => each !== END && !places.has(each)))) {
          const op = at === END ? 'return' : 'goto';
          list.push({ instruction: instructionOf({ ...last, op }), to: at === END ? null : at });
        }
        break;
      }
      places.set(at, list.length);
      last = node.draft;
      list.push({ instruction: instructionOf(node.draft), to: node.other });
      if (node.other !== null) open.push(node.other);
      at = node.next;
    }
  }
  return list.map(({ instruction, to }) =>
    to === null
      ? instruction
      : { ...instruction, otherwise: to === END ? list.length : (places.get(to) ?? list.length) },
  );
}

function instructionOf({ op, at, fn, text, via, guess }: Draft): Instruction {
  const certain = { op, at, fn, text, via };
  return guess === undefined || op === 'goto' || op === 'return' ? certain : { ...certain, guess };
}

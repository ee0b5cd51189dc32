// Whether a process can go on from the current state, and if not, what keeps it: the fields that its
// step read before it found that it cannot run.
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { BLOCK } from '../model/path.ts';
import { Oops, type Watcher } from '../model/views.ts';

/** Reads the current state, keeps what is written to itself, and remembers what was asked for. */
class Onlooker implements Watcher {
  readonly seen = new Set<Field>();
  private readonly written = new Map<Field, number>();
  constructor(private readonly machine: Machine) {}

  read(field: Field): number {
    this.seen.add(field);
    const { word, shift, mask } = field;
    return this.written.get(field) ?? ((this.machine.words[word] as number) >>> shift) & mask;
  }

  write(field: Field, value: number): void {
    this.written.set(field, value);
  }
}

/** undefined: it can run, or has ended; else the shared fields that it looked at in vain, by name. */
export function whatBlocks(machine: Machine, process: number): readonly string[] | undefined {
  const step = machine.stepOf(process);
  const info = machine.processes[process];
  if (!step || !info) return undefined;
  const own = new Set(info.fields);
  const reasons = new Set<string>();
  for (let way = 0; way < step.ways; way++) {
    const onlooker = new Onlooker(machine);
    try {
      if (machine.watched(onlooker, () => step.body(info.view, way)) !== BLOCK) return undefined;
    } catch (error) {
      // a step that breaks a rule can run
      if (error instanceof Oops) return undefined;
      throw error;
    }
    for (const field of onlooker.seen) if (!own.has(field)) reasons.add(field.name);
  }
  return [...reasons];
}

// Who goes next when a run is continued beyond what is known of it: the same process as long as it can,
// so that there are few switches; in a loop, somebody else.
import type { Choice } from '../../sim-core/model/machine.ts';
import type { Course } from './course.ts';

export class Schedule {
  readonly #seen = new Set<string>();
  #turn: number;

  /** Begins with a process. */
  constructor(process: number) {
    this.#turn = process;
  }

  /**
   * The next step of the course: the kept one, else one that leads to a state that was not met since this
   * schedule began. Undefined when nobody can go on, or everybody goes round in circles.
   */
  next(course: Course): Choice | undefined {
    const kept = course.run.choices[course.at];
    if (kept) {
      this.#turn = kept.process;
      return kept;
    }
    const { line, at } = course;
    this.#seen.add((line.states[at] ?? line.machine.initial).join());
    const { open } = course.position;
    const many = line.machine.processes.length;
    for (let step = 0; step < many; step++) {
      const process = (this.#turn + step) % many;
      for (const { choice } of open.filter((each) => each.process === process)) {
        line.load(at);
        // a step that breaks a rule leaves the words as they were, and is worth taking
        if (line.machine.apply(choice) === 'ran' && this.#seen.has(line.machine.words.join())) continue;
        this.#turn = process;
        return choice;
      }
    }
    return undefined;
  }
}

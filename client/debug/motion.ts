// Moves that take more than one step. Long ones work in slices, so that they can be paused.
import type { Course } from './course.ts';
import type { Places } from './places.ts';
import { Schedule } from './schedule.ts';
import type { Stop, Stops } from './stops.ts';

const SLICE = 50;
/** New steps that one `continue` takes at most. */
const MOST = 5000;

export interface Arrival {
  readonly stop?: Stop;
  /** `over`: nobody can go on · `circles`: every way leads to a state met before · `long`: the limit was hit */
  readonly end?: 'over' | 'circles' | 'long';
}

export class Motion {
  #pausing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly course: Course,
    private readonly stops: Stops,
    private readonly places: Places,
  ) {}

  /** Goes on until something stops it, then calls `done` once; never when it is cancelled. */
  forward(process: number, done: (arrival: Arrival) => void): void {
    this.cancel();
    this.#pausing = false;
    const schedule = new Schedule(process);
    let taken = 0;
    const one = (): Arrival | undefined => {
      if (this.#pausing) return {};
      if (taken++ >= MOST) return { end: 'long' };
      const choice = schedule.next(this.course);
      if (!choice) return { end: this.course.position.open.length > 0 ? 'circles' : 'over' };
      this.course.take(choice);
      const stop = this.stops.at(this.course, this.places);
      return stop && { stop };
    };
    const slice = (): void => {
      this.#timer = undefined;
      for (let step = 0; step < SLICE; step++) {
        const arrival = one();
        if (arrival) {
          done(arrival);
          return;
        }
      }
      this.#timer = setTimeout(slice, 0);
    };
    this.#timer = setTimeout(slice, 0);
  }

  /** Goes back to the nearest state at which going forward stops, or to the start. */
  back(): Stop | undefined {
    while (this.course.at > 0) {
      this.course.go(this.course.at - 1);
      const stop = this.stops.at(this.course, this.places);
      if (stop) return stop;
    }
    return undefined;
  }

  /** The process goes on alone until it leaves its function, cannot go on, or something stops it. */
  out(process: number): Stop | undefined {
    const fn = this.#fn(process);
    for (let taken = 0; taken < MOST; taken++) {
      const step = this.course.stepOf(process);
      if (!step) return undefined;
      this.course.take(step.choice);
      const stop = this.stops.at(this.course, this.places);
      if (stop && stop.why !== 'interesting') return stop;
      if (this.#fn(process) !== fn) return undefined;
    }
    return undefined;
  }

  /** Makes a move under way stop where it is. */
  pause(): void {
    this.#pausing = true;
  }

  /** Ends a move under way; its `done` is not called. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #fn(process: number): string | undefined {
    return this.course.machine.processes[process]?.steps[this.course.standsAt(process)]?.fn;
  }
}

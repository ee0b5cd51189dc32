// Where each process stands, for the editor to mark: plain data, so that it can be tested without one.
import { sceneOf } from '../../sim-core/scene/build.ts';
import type { SceneProcess } from '../../sim-core/scene/scene.ts';
import { Course } from '../debug/course.ts';
import { type FindFile, type Place, Places } from '../debug/places.ts';
import type { L10n } from '../debug/text.ts';
import type { RunState } from '../shared/panel/run.ts';
import { sameStage } from './sharedRun.ts';

export interface Marker {
  readonly process: number;
  /** One to three letters, as in the panel. */
  readonly badge: string;
  readonly place: Place;
  /** Did it take the last step? */
  readonly moved: boolean;
  /** What stands behind the line. */
  readonly text: string;
  readonly hover: string;
}

/** Lays a run out once and marks any state of it. */
export class Marked {
  #course: Course | undefined;
  #places: Places | undefined;

  constructor(
    private readonly findFile: FindFile,
    private readonly l10n: L10n,
  ) {}

  /** Throws RangeError when the run cannot be played. Processes that have ended stand nowhere. */
  at(run: RunState): Marker[] {
    const course = this.#course && sameStage(this.#course.run, run) ? this.#course : new Course(run);
    if (course !== this.#course) this.#places = new Places(course, this.findFile);
    this.#course = course;
    course.adopt({ ...course.run, choices: run.choices, at: run.at });
    const { line, at } = course;
    const moved = line.taken[at - 1]?.process;
    line.load(at);
    return sceneOf(line.machine, { moved }).processes.flatMap((process): Marker[] => {
      const place = this.#places?.of(process.index, course.standsAt(process.index));
      if (!place || process.state === 'ended') return [];
      const { index, badge, says } = process;
      return [
        { process: index, badge, place, moved: index === moved, text: this.#text(process), hover: says },
      ];
    });
  }

  /** Files may have come or gone. */
  forget(): void {
    this.#course = undefined;
  }

  #text({ name, fn, does, state }: SceneProcess): string {
    switch (state) {
      case 'asleep':
        return this.l10n.t('{0} sleeps: {1}', name, does);
      case 'blocked':
        return this.l10n.t('{0} waits: {1}', name, does);
      default:
        return this.l10n.t('{0} next: {1} {2}', name, fn, does);
    }
  }
}

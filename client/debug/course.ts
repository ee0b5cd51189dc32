// A run under the debugger: where it is, and what moves it. Steps that were taken before, and left by
// going back, are kept and taken again until another way is chosen.
import type { Choice, Machine } from '../../sim-core/model/machine.ts';
import type { Scenario } from '../../sim-core/scenario.ts';
import { sceneOf } from '../../sim-core/scene/build.ts';
import type { Scene } from '../../sim-core/scene/scene.ts';
import type { RunState } from '../shared/panel/run.ts';
import { Player } from '../webview/panel/core/player.ts';
import { type Open, type Position, positionAt } from '../webview/panel/core/position.ts';
import type { Timeline } from '../webview/panel/core/timeline.ts';

export class Course {
  readonly #player = new Player();
  #run: RunState;

  /** Throws RangeError with one clear line when the run is not one of its scenario. */
  constructor(run: RunState) {
    this.#player.timeline(run);
    this.#run = run;
  }

  get run(): RunState {
    return this.#run;
  }

  get at(): number {
    return this.#run.at;
  }

  get line(): Timeline {
    return this.#player.timeline(this.#run);
  }

  get machine(): Machine {
    return this.line.machine;
  }

  get scenario(): Scenario {
    return this.#player.scenario(this.#run.play);
  }

  get position(): Position {
    return positionAt(this.line, this.at);
  }

  /** The state at hand as things and processes. */
  get scene(): Scene {
    const { line, at } = this;
    const last = line.taken[at - 1];
    line.load(at);
    return sceneOf(line.machine, { moved: last?.process, broken: last?.broken });
  }

  /** The process that took the last step; at the start, the one that takes the first, else the first there is. */
  get mover(): number {
    const { line, at } = this;
    return line.taken[at - 1]?.process ?? line.taken[at]?.process ?? 0;
  }

  /** Index of the step that a process runs next after `at` steps; the path's length when it has ended. */
  standsAt(process: number, at = this.at): number {
    const { line } = this;
    const { pcWord, pcShift, pcMask } = line.machine;
    const words = line.states[at] ?? line.machine.initial;
    return (
      ((words[pcWord[process] as number] as number) >>> (pcShift[process] as number)) &
      (pcMask[process] as number)
    );
  }

  /** Another view changed the run. Throws RangeError when it cannot be played; then nothing has changed. */
  adopt(run: RunState): void {
    this.#player.timeline(run);
    this.#run = run;
  }

  go(at: number): void {
    this.#run = { ...this.#run, at: Math.max(0, Math.min(at, this.#run.choices.length)) };
  }

  /** Takes a step; the kept ones are dropped if this is another one. Throws RangeError when it cannot be taken. */
  take(choice: Choice): void {
    const { choices, at } = this.#run;
    const kept = choices[at];
    if (kept?.process === choice.process && kept.way === choice.way) {
      this.go(at + 1);
      return;
    }
    const next = { ...this.#run, choices: [...choices.slice(0, at), choice], at: at + 1 };
    this.adopt(next);
  }

  /** The step that a process takes when it is told to: the kept one if it is its own, else its first way. */
  stepOf(process: number): Open | undefined {
    const own = this.position.open.filter((each) => each.process === process);
    return own.find(({ taken }) => taken) ?? own[0];
  }
}

// The one run that panel, debugger and source markers show. Whoever moves it tells the others; nobody is
// told of a move of its own.
import type { RunState } from '../shared/panel/run.ts';
import { sameSetting } from '../webview/panel/core/player.ts';

export type Origin = object;
type Listener = (run: RunState | null, from: Origin) => void;

export class SharedRun {
  #run: RunState | null = null;
  readonly #listeners = new Set<Listener>();

  /** null while nothing is played. */
  get run(): RunState | null {
    return this.#run;
  }

  /** Nothing happens when the run is the one that is there. */
  set(run: RunState | null, from: Origin): void {
    const before = this.#run;
    if (run === before || (run && before && samePlace(run, before))) return;
    this.#run = run && before && samePlay(run, before) ? { ...run, play: before.play } : run;
    for (const listener of this.#listeners) listener(this.#run, from);
  }

  onChange(listener: Listener): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }
}

/** A scenario or a code path of the same content. */
export function samePlay({ play: a }: RunState, { play: b }: RunState): boolean {
  if (a === b) return true;
  if ('scenario' in a || 'scenario' in b)
    return 'scenario' in a && 'scenario' in b && a.scenario === b.scenario;
  return a.program.entry === b.program.entry && JSON.stringify(a.program) === JSON.stringify(b.program);
}

/** The same play under the same setting: choices of one can be made in the other. */
export function sameStage(a: RunState, b: RunState): boolean {
  return sameSetting(a.setting, b.setting) && samePlay(a, b);
}

export function samePlace(a: RunState, b: RunState): boolean {
  return a.at === b.at && sameChoices(a, b) && sameStage(a, b);
}

function sameChoices({ choices: a }: RunState, { choices: b }: RunState): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every(({ process, way }, i) => process === b[i]?.process && way === b[i]?.way))
  );
}

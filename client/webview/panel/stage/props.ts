// What the page gives to the two pictures, and what it hears from them.
import type { LaneHead, LaneSpan, LaneStep, Scene } from '../../../../sim-core/scene/scene.ts';

export interface StageProps {
  readonly scene: Scene;
  /** The state before the last step: what differs is marked. Leave it out to mark nothing. */
  readonly before?: Scene | undefined;
  /** Nothing moves or fades. The style sheet also obeys `prefers-reduced-motion` and VS Code's own setting. */
  readonly reducedMotion?: boolean;
  /**
   * Somebody chose a box (`page1`), a process (`reader A`), or a field of a box (`page1.mapping`), each by its
   * name in the machine.
   */
  readonly onPick?: ((name: string, what: 'box' | 'process' | 'cell') => void) | undefined;
  /** Name of the picture for screen readers: `State after step 12 of 30`. */
  readonly label?: string;
}

/** A state worth a mark beside the lanes. */
export interface Spot {
  /** The state (number of steps taken) that it marks. */
  readonly at: number;
  readonly says: string;
  readonly kind: 'broken' | 'interesting' | 'fork';
}

export interface LanesProps {
  readonly heads: readonly LaneHead[];
  readonly steps: readonly LaneStep[];
  readonly spans?: readonly LaneSpan[];
  /** How many steps have been taken: 0 is the start, `steps.length` the end. The step marked is `at - 1`. */
  readonly at: number;
  /** Somebody went to the state after `at` steps, by click, key or drag. */
  readonly onPick: (at: number) => void;
  /** The pointer rests on the step that leads to state `at`; undefined when it left. */
  readonly onHover?: ((at: number | undefined) => void) | undefined;
  readonly spots?: readonly Spot[];
  readonly reducedMotion?: boolean;
}

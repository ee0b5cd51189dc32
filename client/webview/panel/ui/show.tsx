// The run of a caption, walked from the state of the caption before.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RunState } from '../../../shared/panel/run.ts';
import type { Store } from '../store.ts';
import { markOf, placeOf, type Stop } from '../tour/stop.ts';
import { LaneFrame } from './laneFrame.tsx';
import { Picture, reelFor } from './pictures.tsx';

/** How long the steps between two captions are shown, in milliseconds, all together at most and each at most. */
const WALK = 3200;
const STEP = 420;

/** The run of a caption. From one caption to the next the steps between are walked through. */
export function Show(props: {
  readonly store: Store;
  readonly run: RunState;
  readonly stop: Stop;
  readonly beat: number;
}): JSX.Element {
  const { store, run, stop, beat } = props;
  const line = store.player.timeline(run);
  const goal = placeOf(markOf(stop, beat), line) ?? 0;
  const [place, setPlace] = useState({ run, at: goal });
  const at = place.run === run ? Math.min(place.at, line.length) : takenFrom(goal);
  useEffect(() => {
    if (at === goal) {
      if (place.run !== run || place.at !== goal) setPlace({ run, at: goal });
      return;
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || at > goal;
    if (calm) {
      setPlace({ run, at: goal });
      return;
    }
    const timer = setTimeout(() => setPlace({ run, at: at + 1 }), Math.min(STEP, WALK / (goal - at)));
    return () => clearTimeout(timer);
  }, [run, at, goal, place]);
  const reel = reelFor(line);
  const step = line.taken[at - 1];
  const { scheme, variant } = run.setting;
  const says = store.player.scenario(run.play).variants.find(({ id }) => id === variant)?.says;
  return (
    <div class="show">
      <p class="step-now">
        <span class="tag">{scheme}</span> <span class="tag">{says}</span>{' '}
        {step ? (
          <>
            Step {at} of {line.length}: <strong>{step.name}</strong> <code>{step.fn}</code> {step.does}
            {step.broken !== undefined && <span class="bad"> Rule broken: {step.broken}</span>}
          </>
        ) : (
          'The start'
        )}
      </p>
      <Picture
        line={line}
        at={at}
        title={stop.title}
        // who looks closer takes over, with the fields of that box
        onPick={(filter) => {
          store.act({ do: 'open', run: { ...run, at } });
          store.act({ do: 'look', look: { view: 'play', filter } });
        }}
      />
      <LaneFrame
        heads={reel.heads}
        steps={reel.steps}
        spans={reel.spans}
        at={at}
        onPick={(to) => setPlace({ run, at: to })}
      />
    </div>
  );
}

/** Another run begins at its start and is walked to the caption's place, unless that is the start itself. */
function takenFrom(goal: number): number {
  return goal === 0 ? 0 : Math.max(0, goal - 6);
}

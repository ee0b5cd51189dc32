import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ROW } from '../stage/lanesModel.ts';
import type { LanesProps } from '../stage/props.ts';
import { Lanes } from './drawing.tsx';

/** Room for the names of the processes, and the most that lanes take, in pixels. */
const HEAD = 60;
const MOST = 460;
/** A jump of more steps shows other rows altogether. */
const FAR = Math.floor(MOST / ROW);
/** How often rows that nobody can read in passing are drawn, in milliseconds. */
const PAUSE = 60;

/** The lanes in a frame of their own, which scrolls when the run is long. */
export function LaneFrame(props: LanesProps): JSX.Element {
  const at = useCalm(props.at);
  const height = HEAD + (props.steps.length + 1) * ROW;
  return (
    <div class="lane-frame" style={{ height: `${Math.min(height, MOST)}px` }}>
      <Lanes {...props} at={Math.min(at, props.steps.length)} />
    </div>
  );
}

/** Follows small steps at once. While a long run is scrubbed through, it follows a few times a second. */
function useCalm(at: number): number {
  const [shown, setShown] = useState(at);
  const latest = useRef(at);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  latest.current = at;
  useEffect(() => {
    if (at === shown || timer.current !== undefined) return;
    const follow = (): void => {
      timer.current = undefined;
      setShown(latest.current);
    };
    if (Math.abs(at - shown) <= FAR) follow();
    else timer.current = setTimeout(follow, PAUSE);
  }, [at, shown]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return Math.abs(at - shown) <= FAR ? at : shown;
}

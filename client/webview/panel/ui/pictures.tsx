// The picture of the state, one or two side by side, and how to take one away.
import type { JSX } from 'preact';
import type { Reel } from '../../../../sim-core/scene/reel.ts';
import { reelOf } from '../../../../sim-core/scene/reel.ts';
import { compare } from '../core/compare.ts';
import type { Timeline } from '../core/timeline.ts';
import type { Store } from '../store.ts';
import { Stage } from './drawing.tsx';

const reels = new WeakMap<Timeline, Reel>();

/** The run as the drawing needs it; made once for a timeline. */
export function reelFor(line: Timeline): Reel {
  const known = reels.get(line);
  if (known) return known;
  const reel = reelOf(line.machine, line.choices);
  reels.set(line, reel);
  return reel;
}

export function Picture(props: {
  readonly line: Timeline;
  readonly at: number;
  readonly title: string;
  /** Somebody chose a box or a cell of it. */
  readonly onPick: (id: string) => void;
}): JSX.Element {
  const { line, at, title, onPick } = props;
  const reel = reelFor(line);
  const before = at > 0 ? reel.sceneAt(at - 1) : undefined;
  return (
    <Stage
      scene={reel.sceneAt(at)}
      before={before}
      onPick={onPick}
      label={`${title}: state after step ${at} of ${line.length}`}
    />
  );
}

/** The same choices under two schemes. */
export function Pictures({ store, line }: { readonly store: Store; readonly line: Timeline }): JSX.Element {
  const { run, look } = store.state;
  const at = run?.at ?? 0;
  const scheme = run?.setting.scheme ?? '';
  // choosing a box lists its fields; choosing it again lists all
  const filter = (id: string): void =>
    store.act({ do: 'look', look: { filter: look.filter === id ? '' : id } });
  if (!run || look.compare === '')
    return (
      <div class="pictures">
        <Picture line={line} at={at} title={scheme} onPick={filter} />
      </div>
    );
  const machine = store.player.machine(run.play, { ...run.setting, scheme: look.compare });
  const { other, parts } = compare(line, machine, scheme, look.compare);
  const stopped = at > other.length;
  return (
    <>
      <p class={parts ? 'parting' : 'parting same'}>
        {parts ? (
          <>
            They part at{' '}
            <button type="button" class="link" onClick={() => store.act({ do: 'go', at: parts.step })}>
              step {parts.step}
            </button>
            . {parts.says}
          </>
        ) : (
          `Every step of this run can be taken under ${look.compare} too, and nothing comes out differently.`
        )}
      </p>
      <div class="pictures two">
        <figure>
          <figcaption>{scheme}</figcaption>
          <Picture line={line} at={at} title={scheme} onPick={filter} />
        </figure>
        <figure class={stopped ? 'stopped' : undefined}>
          <figcaption>
            {look.compare}
            {stopped && ` (stopped after step ${other.length})`}
          </figcaption>
          <Picture line={other} at={Math.min(at, other.length)} title={look.compare} onPick={filter} />
        </figure>
      </div>
    </>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Findings } from '../../../shared/panel/exploration.ts';
import type { Store } from '../store.ts';
import { markOf, placeOf, type Stop, secondsOf, takeOf } from '../tour/stop.ts';
import { STOPS } from '../tour/stops/index.ts';
import { findTakes, type Takes } from '../tour/takes.ts';
import { Icon } from './icon.tsx';
import { Show } from './show.tsx';

export function Tour({ store }: { readonly store: Store }): JSX.Element {
  const stop = STOPS.find(({ id }) => id === store.state.look.tour);
  return stop ? <AtStop key={stop.id} store={store} stop={stop} /> : <Stops store={store} />;
}

function Stops({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <h1>Guided tour</h1>
      <p class="lead">
        Seven stops, a minute each, through the debate of 2018 about one word in <code>struct page</code>.
        Every picture is a run that the explorer found just now; at each stop you can take over.
      </p>
      <ol class="cards">
        {STOPS.map(({ id, title, about, raisedBy }) => (
          <li key={id}>
            <button
              type="button"
              class="card"
              onClick={() => store.act({ do: 'look', look: { tour: id, beat: 0 } })}
            >
              <strong>{title}</strong>
              <span>{about}</span>
              <span class="faint">{raisedBy}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

function useTakes(store: Store, stop: Stop): { takes: Takes | null; fault: string } {
  const [takes, setTakes] = useState<Takes | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    let left = false;
    findTakes(
      store.player,
      stop,
      (question) =>
        new Promise<Findings>((found, reject) => {
          store.explorer.ask(question, {
            progress: () => {},
            found,
            failed: (why) => reject(new Error(why)),
          });
        }),
    ).then(
      (found) => {
        if (!left) setTakes(found);
      },
      (error: unknown) => {
        if (!left) setFault(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      left = true;
    };
  }, [store, stop]);
  return { takes, fault };
}

function AtStop({ store, stop }: { readonly store: Store; readonly stop: Stop }): JSX.Element {
  const { takes, fault } = useTakes(store, stop);
  const [playing, setPlaying] = useState(false);
  const beats = stop.beats;
  const beat = Math.min(store.state.look.beat, beats.length - 1);
  const go = (to: number): void =>
    store.act({ do: 'look', look: { beat: Math.max(0, Math.min(beats.length - 1, to)) } });
  const here = beats[beat];
  useEffect(() => {
    if (!playing || !takes || !here) return;
    const timer = setTimeout(
      () => (beat < beats.length - 1 ? go(beat + 1) : setPlaying(false)),
      secondsOf(here) * 1000,
    );
    return () => clearTimeout(timer);
  }, [playing, takes, beat]);
  const take = takes?.get(takeOf(stop, beat) ?? '');
  const number = STOPS.indexOf(stop);
  const next = STOPS[number + 1];
  return (
    <>
      <p class="crumbs">
        <button
          type="button"
          class="link"
          onClick={() => store.act({ do: 'look', look: { tour: '', beat: 0 } })}
        >
          All stops
        </button>{' '}
        · stop {number + 1} of {STOPS.length} · {stop.raisedBy}
      </p>
      <h1>{stop.title}</h1>
      <div class="caption">
        <p aria-live="polite" aria-atomic="true" class="spoken">
          {here?.says}
        </p>
        <fieldset class="beats" aria-label="Captions">
          <button
            type="button"
            class="plain"
            aria-label="Previous caption"
            aria-disabled={beat === 0}
            onClick={() => go(beat - 1)}
          >
            <Icon name="back" />
          </button>
          <button
            type="button"
            class="primary"
            aria-label={playing ? 'Pause' : 'Play the stop'}
            onClick={() => {
              if (!playing && beat === beats.length - 1) go(0);
              setPlaying(!playing);
            }}
          >
            <Icon name={playing ? 'pause' : 'play'} />
          </button>
          <button
            type="button"
            class="plain"
            aria-label="Next caption"
            aria-disabled={beat === beats.length - 1}
            onClick={() => go(beat + 1)}
          >
            <Icon name="forward" />
          </button>
          <span class="faint">
            {beat + 1} of {beats.length}
          </span>
          {take && (
            <button
              type="button"
              class="second over"
              onClick={() => {
                store.act({
                  do: 'open',
                  run: { ...take, at: placeOf(markOf(stop, beat), store.player.timeline(take)) ?? 0 },
                });
                store.act({ do: 'look', look: { view: 'play' } });
              }}
            >
              Take over here
            </button>
          )}
        </fieldset>
      </div>
      {fault !== '' && <p class="bad">{fault}</p>}
      {take ? (
        <Show store={store} run={take} stop={stop} beat={beat} />
      ) : (
        fault === '' && <p>Finding the run …</p>
      )}
      {beat === beats.length - 1 && (
        <p class="actions onward">
          {stop.workload && (
            <button
              type="button"
              class="second"
              onClick={() =>
                store.act({
                  do: 'look',
                  look: { view: 'curves', workload: stop.workload?.id ?? '', sliders: {} },
                })
              }
            >
              {stop.workload.says}
            </button>
          )}
          {next && (
            <button type="button" onClick={() => store.act({ do: 'look', look: { tour: next.id, beat: 0 } })}>
              Next stop: {next.title}
            </button>
          )}
        </p>
      )}
    </>
  );
}

import type { JSX } from 'preact';
import { CONTROLS, keyName } from '../controls.ts';
import { SPEEDS, type Speed } from '../core/state.ts';
import type { Timeline } from '../core/timeline.ts';
import type { Store } from '../store.ts';
import { Icon } from './icon.tsx';

export function Transport({ store, line }: { readonly store: Store; readonly line: Timeline }): JSX.Element {
  const { state } = store;
  const at = state.run?.at ?? 0;
  const step = line.taken[at - 1];
  return (
    <fieldset class="transport" aria-label="Play the run">
      <div class="buttons">
        {CONTROLS.filter(({ transport }) => transport).map((control) => {
          const pausing = control.id === 'play' && state.playing;
          const label = control.id === 'play' ? (pausing ? 'Pause' : 'Play the run') : control.label;
          return (
            <button
              key={control.id}
              type="button"
              class={control.id === 'play' ? 'primary' : 'plain'}
              aria-label={label}
              title={`${label} (${control.keys.map(keyName).join(', ')})`}
              // not `disabled`: that would throw the focus away at either end of the run
              aria-disabled={!control.enabled(state)}
              onClick={() => {
                if (control.enabled(state)) control.act(store);
              }}
            >
              {control.icon && <Icon name={pausing ? 'pause' : control.icon} />}
            </button>
          );
        })}
      </div>
      <input
        type="range"
        class="scrub"
        min={0}
        max={Math.max(line.length, 1)}
        value={at}
        disabled={line.length === 0}
        aria-label="Step"
        aria-valuetext={step ? `step ${at} of ${line.length}: ${step.name}, ${step.fn}` : 'the start'}
        onInput={(event) => store.act({ do: 'go', at: event.currentTarget.valueAsNumber })}
      />
      <label class="jump">
        <span class="hidden">Go to step</span>
        <input
          type="number"
          min={0}
          max={line.length}
          value={at}
          onChange={(event) => {
            const wanted = event.currentTarget.valueAsNumber;
            if (Number.isFinite(wanted)) store.act({ do: 'go', at: wanted });
          }}
        />
        <span>of {line.length}</span>
      </label>
      <label class="speed">
        <span class="hidden">Speed</span>
        <select
          value={String(state.look.speed)}
          onChange={(event) => {
            const speed = SPEEDS.find((each): each is Speed => String(each) === event.currentTarget.value);
            if (speed !== undefined) store.act({ do: 'look', look: { speed } });
          }}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed === 0.5 ? '½' : speed} {speed > 1 ? 'steps' : 'step'}/s
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { workloads } from '../../../../sim-core/workload/index.ts';
import type { Workload, WorkloadParameter, WorkloadResult } from '../../../../sim-core/workload/workload.ts';
import { POSITIONS, positionOf, valueAt } from '../core/slider.ts';
import type { Store } from '../store.ts';
import { Chart } from './chart.tsx';
import { Select } from './common.tsx';
import { Live } from './live.tsx';

/** A slider sends many values while it moves; only the last counts. In milliseconds. */
const PAUSE = 60;

interface Computed {
  readonly of: Workload;
  readonly result: WorkloadResult;
}

/** The quantitative side: queues, atomics, bandwidth, computed anew in the worker as the sliders move. */
export function Curves({ store }: { readonly store: Store }): JSX.Element {
  const { look } = store.state;
  const chosen = workloads.find(({ id }) => id === look.workload) ?? workloads[0];
  const [computed, setComputed] = useState<Computed | null>(null);
  const [fault, setFault] = useState('');
  const set = chosen ? known(chosen, look.sliders) : {};
  const key = `${chosen?.id} ${JSON.stringify(set)}`;
  useEffect(() => {
    if (!chosen) return;
    let job: { cancel(): void } | undefined;
    const timer = setTimeout(() => {
      job = store.workers.run(
        { task: 'load', workload: chosen.id, set },
        {
          heard: (reply) => {
            if (reply.reply === 'curves') {
              setComputed({ of: chosen, result: reply.result });
              setFault('');
            } else if (reply.outcome.kind === 'failed') setFault(reply.outcome.why);
          },
          failed: setFault,
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      job?.cancel();
    };
  }, [key]);
  if (!chosen) return <p>There are no workloads.</p>;
  const shown = computed?.of === chosen ? computed.result : undefined;
  const setOne = (name: string, value: number): void =>
    store.act({ do: 'look', look: { sliders: { ...set, [name]: value } } });
  return (
    <>
      <h1>{chosen.title}</h1>
      <div class="curves">
        <form class="sliders" aria-label="Numbers" onSubmit={(event) => event.preventDefault()}>
          <Select
            id="workload"
            label="Workload"
            value={chosen.id}
            options={workloads.map(({ id, title }) => ({ value: id, label: title }))}
            onPick={(workload) => store.act({ do: 'look', look: { workload, sliders: {} } })}
          />
          {Object.entries(chosen.parameters).map(([name, parameter]) => (
            <Slider
              key={`${chosen.id} ${name}`}
              name={name}
              parameter={parameter}
              value={set[name] ?? parameter.value}
              set={(value) => setOne(name, value)}
            />
          ))}
          <button
            type="button"
            class="second"
            aria-disabled={Object.keys(set).length === 0}
            onClick={() => store.act({ do: 'look', look: { sliders: {} } })}
          >
            As it was
          </button>
        </form>
        <div class="charts" aria-busy={shown === undefined}>
          {fault !== '' && <p class="bad">{fault}</p>}
          {shown ? (
            shown.charts.map((chart) => <Chart key={chart.title} chart={chart} />)
          ) : (
            <p>Computing …</p>
          )}
          <ul class="notes">
            {chosen.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      </div>
      <Live text={shown ? `${shown.charts.length} charts drawn.` : ''} />
    </>
  );
}

/** Kept numbers that this workload has, within its bounds. */
function known(workload: Workload, sliders: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(sliders).filter(([name, value]) => {
      const parameter = Object.hasOwn(workload.parameters, name) ? workload.parameters[name] : undefined;
      return parameter !== undefined && value >= parameter.min && value <= parameter.max;
    }),
  );
}

function Slider(props: {
  readonly name: string;
  readonly parameter: WorkloadParameter;
  readonly value: number;
  readonly set: (value: number) => void;
}): JSX.Element {
  const { name, parameter, value, set } = props;
  const shown = `${value.toLocaleString('en', { maximumSignificantDigits: 4 })}${parameter.unit && ` ${parameter.unit}`}`;
  const byHand = value !== parameter.value;
  return (
    <div class="slider">
      <label for={`slider-${name}`}>
        <span>{parameter.says}</span>
        <output>{shown}</output>
      </label>
      <input
        type="range"
        id={`slider-${name}`}
        min={0}
        max={POSITIONS}
        value={positionOf(parameter, value)}
        aria-valuetext={shown}
        aria-describedby={`source-${name}`}
        onInput={(event) => set(valueAt(parameter, event.currentTarget.valueAsNumber))}
      />
      <p class="source" id={`source-${name}`}>
        {byHand ? `set by you; as it was: ${parameter.value.toLocaleString('en')}, ` : ''}
        {parameter.source}
      </p>
    </div>
  );
}

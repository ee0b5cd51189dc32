import type { JSX } from 'preact';
import { type Parameter, type Scenario, valuesFor } from '../../../../sim-core/scenario.ts';
import { scenarios } from '../../../../sim-core/scenarios/index.ts';
import type { RunState } from '../../../shared/panel/run.ts';
import type { Store } from '../store.ts';
import { Select } from './common.tsx';

interface Props {
  readonly store: Store;
  readonly run: RunState;
  readonly scenario: Scenario;
}

/** Which scenario, under which scheme, in which variant (for a play from code: against whom), with which numbers. */
export function Pickers({ store, run, scenario }: Props): JSX.Element {
  const { play, setting } = run;
  const code = 'program' in play;
  const names = Object.entries(scenario.parameters);
  const values = valuesFor(scenario, setting);
  const variant = scenario.variants.find(({ id }) => id === setting.variant);
  return (
    <form class="pickers" aria-label="What is played" onSubmit={(event) => event.preventDefault()}>
      <Select
        id="scenario"
        label="Scenario"
        value={code ? '' : play.scenario}
        options={[
          ...(code ? [{ value: '', label: `${play.program.entry} (from code)` }] : []),
          ...scenarios.map(({ id, title }) => ({ value: id, label: title })),
        ]}
        onPick={(id) => {
          if (id !== '') store.act({ do: 'start', play: { scenario: id } });
        }}
      />
      <Select
        id="scheme"
        label="Scheme"
        value={setting.scheme}
        options={scenario.schemes.map((scheme) => ({ value: scheme, label: scheme }))}
        onPick={(scheme) => store.act({ do: 'scheme', scheme })}
      />
      <Select
        id="variant"
        label={code ? 'Against' : 'Variant'}
        value={setting.variant}
        options={scenario.variants.map(({ id, says }) => ({ value: id, label: says }))}
        {...(variant ? { hint: variant.says } : {})}
        onPick={(id) => store.act({ do: 'variant', variant: id })}
      />
      <Select
        id="compare"
        label="Compare with"
        value={store.state.look.compare}
        options={[
          { value: '', label: scenario.schemes.length > 1 ? 'nothing' : 'no other scheme here' },
          ...scenario.schemes
            .filter((scheme) => scheme !== setting.scheme)
            .map((scheme) => ({ value: scheme, label: scheme })),
        ]}
        onPick={(compare) => store.act({ do: 'look', look: { compare } })}
      />
      {names.length > 0 && (
        <details class="parameters">
          <summary>Parameters</summary>
          <div class="parameter-list">
            {names.map(([name, parameter]) => (
              <NumberField
                key={name}
                name={name}
                parameter={parameter}
                value={values[name] ?? parameter.default}
                set={(value) => store.act({ do: 'parameter', name, value })}
              />
            ))}
          </div>
        </details>
      )}
    </form>
  );
}

function NumberField(props: {
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: number;
  readonly set: (value: number) => void;
}): JSX.Element {
  const { name, parameter, value, set } = props;
  const { says, min, max } = parameter;
  if (min === 0 && max === 1)
    return (
      <label class="check">
        <input
          type="checkbox"
          checked={value === 1}
          onChange={(event) => set(event.currentTarget.checked ? 1 : 0)}
        />
        <span>{says}</span>
      </label>
    );
  return (
    <label class="count-field">
      <input
        type="number"
        name={name}
        min={min}
        max={max}
        value={value}
        onChange={(event) => {
          const wanted = event.currentTarget.valueAsNumber;
          if (Number.isInteger(wanted)) set(wanted);
        }}
      />
      <span>
        {says} ({min} to {max})
      </span>
    </label>
  );
}

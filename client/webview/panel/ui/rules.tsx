import type { JSX } from 'preact';
import type { RuleLine } from '../core/ruleList.ts';
import type { Store } from '../store.ts';
import { Section } from './common.tsx';
import { Icon } from './icon.tsx';

const SAYS = { holds: 'holds so far', broken: 'broken', threatened: 'can break next' } as const;

export function Rules({
  store,
  rules,
}: {
  readonly store: Store;
  readonly rules: readonly RuleLine[];
}): JSX.Element {
  return (
    <Section id="rules" title="Rules">
      <ul class="rule-list">
        {rules.map(({ text, state, step, why }) => (
          <li key={text} class={state}>
            <Icon name={state === 'holds' ? 'check' : state === 'broken' ? 'cross' : 'wait'} />
            <div>
              {text} <span class="tag">{SAYS[state]}</span>
              {step !== undefined && (
                <>
                  {' '}
                  at{' '}
                  <button type="button" class="link" onClick={() => store.act({ do: 'go', at: step })}>
                    step {step}
                  </button>
                </>
              )}
              {why && <div class="reason">{why}</div>}
            </div>
          </li>
        ))}
      </ul>
      <p class="faint">
        Some rules belong to single steps; they are listed once a step can break them, or an exploration has
        seen it.
      </p>
    </Section>
  );
}

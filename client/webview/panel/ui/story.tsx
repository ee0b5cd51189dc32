import type { JSX } from 'preact';
import type { Scenario } from '../../../../sim-core/scenario.ts';
import { Section } from './common.tsx';

export function Story({ scenario }: { readonly scenario: Scenario }): JSX.Element {
  const { narration, raisedBy, era, facts } = scenario;
  return (
    <Section id="story" title="The story">
      {narration.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {facts && <p class="fact">{facts}</p>}
      <p class="faint">
        {raisedBy}. Kernel: {era}.
      </p>
    </Section>
  );
}

import type { JSX } from 'preact';
import type { Program } from '../../../../sim-core/slice/program.ts';
import { type Reveal, Section, SourceLink } from './common.tsx';

const KIND = {
  call: 'call not entered',
  branch: 'both ways kept',
  loop: 'loop bounded',
  macro: 'macro',
  pointer: 'target not known',
  state: 'not in the model',
} as const;

/** For a play from code: what the play assumes, guessed, and does not show. */
export function LeftOut({
  program,
  reveal,
}: {
  readonly program: Program;
  readonly reveal: Reveal;
}): JSX.Element {
  const guesses = program.instructions.filter(({ guess }) => guess !== undefined);
  return (
    <Section id="left-out" title="What this play leaves out">
      <p>
        Taken from <code>{program.entry}</code>{' '}
        <SourceLink fn={program.entry} at={program.at} reveal={reveal} />
        {program.release === null ? '' : ` in ${program.release}`}: {program.instructions.length} steps.
      </p>
      {program.given.why.length > 0 && (
        <ul>
          {program.given.why.map((why) => (
            <li key={why}>Assumed at the start: {why}</li>
          ))}
        </ul>
      )}
      {guesses.length > 0 && (
        <>
          <h3>Guessed</h3>
          <ul>
            {guesses.map(({ at, fn, text, guess }, i) => (
              <li key={i}>
                <code>{text}</code> <SourceLink fn={fn} at={at} reveal={reveal} />: {guess}
              </li>
            ))}
          </ul>
        </>
      )}
      {program.leftOut.length > 0 && (
        <>
          <h3>Left out</h3>
          <ul>
            {program.leftOut.map(({ at, kind, what, why }, i) => (
              <li key={i}>
                <code>{what}</code> <SourceLink fn={what} at={at} reveal={reveal} />{' '}
                <span class="tag">{KIND[kind]}</span> {why}
              </li>
            ))}
          </ul>
        </>
      )}
      {guesses.length === 0 && program.leftOut.length === 0 && <p>Nothing.</p>}
    </Section>
  );
}

import type { JSX } from 'preact';
import { control } from '../controls.ts';
import { count, verdictWords } from '../core/words.ts';
import type { Store } from '../store.ts';

/** The two questions that can be asked of all interleavings, and what came out. */
export function Verdict({ store }: { readonly store: Store }): JSX.Element {
  const { exploring, findings, run } = store.state;
  const { bug, passing } = findings;
  const shown = run && bug?.run && run.choices.length === bug.run.choices.length ? bug : undefined;
  return (
    <div class="asked">
      <div class="ask">
        <button
          type="button"
          aria-disabled={exploring !== null}
          onClick={() => exploring ?? store.find('bug')}
        >
          {control('bug').label}
        </button>
        <button
          type="button"
          class="second"
          aria-disabled={exploring !== null}
          onClick={() => exploring ?? store.find('passing')}
        >
          {control('passing').label}
        </button>
      </div>
      {exploring ? (
        <div class="exploring">
          <progress aria-label="Exploring" />
          <span>
            {exploring.where === 'host' ? 'In the extension host: ' : ''}
            {exploring.phase === 'cycles' ? 'looking for endless loops, ' : ''}
            {count(exploring.states, 'state')}, {count(exploring.depth, 'step')} deep
          </span>
          <button type="button" class="second" onClick={() => store.cancel()}>
            Cancel
          </button>
        </div>
      ) : (
        <div class="found">
          {bug && (
            <p>
              <span class={`outcome ${bug.verdict}`}>{bug.verdict}</span> {verdictWords(bug)}
              {shown?.run?.repeatsFrom !== undefined && ` It repeats from step ${shown.run.repeatsFrom}.`}
              {bug.symmetry > 1 && <span class="faint"> {bug.symmetry} renamings counted as one.</span>}
            </p>
          )}
          {passing && <p>{verdictWords(passing)}</p>}
        </div>
      )}
    </div>
  );
}

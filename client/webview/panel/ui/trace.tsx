import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { nameOf } from '../../../shared/panel/playable.ts';
import { jsonText, shareText } from '../core/share.ts';
import type { Store } from '../store.ts';
import { Section } from './common.tsx';

/** A longer trace is not read by anybody. */
const SHOWN = 500;

/** Passes the run on, and opens one again. */
export function Trace({ store }: { readonly store: Store }): JSX.Element | null {
  const [pasted, setPasted] = useState('');
  const { run } = store.state;
  // stepping along a run leaves its trace as it is
  const share = useMemo(() => run && shareText(run), [run?.play, run?.setting, run?.choices]);
  if (!run) return null;
  const copy = (text: string, says: string): void => {
    store.host.send({ type: 'copy', text });
    store.note(says);
  };
  const name = nameOf(run.play).replace(/[^\w-]+/g, '-');
  return (
    <Section id="trace" title="Trace">
      <div class="actions">
        {share && (
          <button
            type="button"
            class="second"
            onClick={() => copy(share, 'The trace was copied as one line.')}
          >
            Copy as one line
          </button>
        )}
        <button
          type="button"
          class="second"
          onClick={() => copy(jsonText(run), 'The trace was copied as JSON.')}
        >
          Copy as JSON
        </button>
        <button
          type="button"
          class="second"
          onClick={() =>
            store.host.send({ type: 'save', name: `${name}.json`, content: { text: jsonText(run) } })
          }
        >
          Save …
        </button>
        <button type="button" class="second" onClick={() => store.host.send({ type: 'debug', run })}>
          Debug this run
        </button>
      </div>
      {share && share.length <= SHOWN && (
        <p class="share">
          <code>{share}</code>
        </p>
      )}
      <form
        class="paste"
        onSubmit={(event) => {
          event.preventDefault();
          store.openText(pasted);
          if (!store.state.note?.bad) setPasted('');
        }}
      >
        <label for="paste">Open a trace: paste it here</label>
        <textarea
          id="paste"
          rows={2}
          spellcheck={false}
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
        <div class="actions">
          <button type="submit" class="second" aria-disabled={pasted.trim() === ''}>
            Open
          </button>
          <button type="button" class="second" onClick={() => store.host.send({ type: 'openTrace' })}>
            Open a file …
          </button>
        </div>
      </form>
    </Section>
  );
}

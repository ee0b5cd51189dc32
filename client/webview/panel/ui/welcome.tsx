import type { JSX } from 'preact';
import { scenarios } from '../../../../sim-core/scenarios/index.ts';
import type { Store } from '../store.ts';

/** Nothing was opened yet. */
export function Welcome({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <h1>Play a code path</h1>
      <p class="lead">
        Use the lens above a function in C to play what it does to a page against somebody who gets in its
        way. Or take one of these, each an argument from the debate about <code>{'page->mapping'}</code>.
      </p>
      <ul class="cards">
        {scenarios.map(({ id, title, raisedBy }) => (
          <li key={id}>
            <button
              type="button"
              class="card"
              onClick={() => store.act({ do: 'start', play: { scenario: id } })}
            >
              <strong>{title}</strong>
              <span class="faint">{raisedBy}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

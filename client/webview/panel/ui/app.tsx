import type { JSX } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import type { View } from '../core/state.ts';
import type { Store } from '../store.ts';
import { Curves } from './curves.tsx';
import { Help, toggleHelp } from './help.tsx';
import { Play } from './play.tsx';
import { Tour } from './tour.tsx';

const VIEWS: readonly {
  readonly id: View;
  readonly label: string;
  readonly draw: (store: Store) => JSX.Element;
}[] = [
  { id: 'play', label: 'Play', draw: (store) => <Play store={store} /> },
  { id: 'tour', label: 'Guided tour', draw: (store) => <Tour store={store} /> },
  { id: 'curves', label: 'Curves', draw: (store) => <Curves store={store} /> },
];

export function App({ store }: { readonly store: Store }): JSX.Element {
  const [, redraw] = useReducer((n: number, _: undefined) => n + 1, 0);
  useEffect(() => store.listen(() => redraw(undefined)), [store]);
  const { look, note } = store.state;
  return (
    <>
      <nav aria-label="Views">
        {VIEWS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            class="tab"
            aria-current={look.view === id ? 'page' : undefined}
            onClick={() => store.act({ do: 'look', look: { view: id } })}
          >
            {label}
          </button>
        ))}
        <button type="button" class="tab keys" onClick={toggleHelp}>
          Keys <kbd>?</kbd>
        </button>
      </nav>
      <main>
        {VIEWS.find(({ id }) => id === look.view)?.draw(store)}
        <p class={note?.bad ? 'note bad' : 'note'} role={note?.bad ? 'alert' : 'status'}>
          {note?.text}
        </p>
      </main>
      <Help />
    </>
  );
}

import type { JSX } from 'preact';
import { fieldRows } from '../core/fieldRows.ts';
import type { Timeline } from '../core/timeline.ts';
import type { Store } from '../store.ts';
import { Scroll, Section } from './common.tsx';

/** What the step changed, and every field of the state, with a filter. */
export function Fields({ store, line }: { readonly store: Store; readonly line: Timeline }): JSX.Element {
  const { look, run } = store.state;
  const at = run?.at ?? 0;
  const rows = fieldRows(line, at, look.filter, look.changedOnly);
  return (
    <Section id="fields" title="State">
      <div class="filter">
        <input
          type="search"
          aria-label="Filter fields"
          placeholder="Filter: page1, mapping, locked …"
          maxLength={100}
          value={look.filter}
          onInput={(event) => store.act({ do: 'look', look: { filter: event.currentTarget.value } })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={look.changedOnly}
            onChange={(event) =>
              store.act({ do: 'look', look: { changedOnly: event.currentTarget.checked } })
            }
          />{' '}
          changed only
        </label>
      </div>
      {rows.length === 0 ? (
        <p class="faint">
          {look.changedOnly && at > 0 ? 'This step changed none of these fields.' : 'No such field.'}
        </p>
      ) : (
        <Scroll label="Fields of the state">
          <table>
            <thead>
              <tr>
                <th scope="col">field</th>
                <th scope="col">before</th>
                <th scope="col">now</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, value, before }) => (
                <tr key={name} class={before === undefined ? undefined : 'changed'}>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td>{before ?? ''}</td>
                  <td>{before === undefined ? value : <strong>{value}</strong>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  );
}

import type { JSX } from 'preact';
import { CONTROLS, keyName } from '../controls.ts';

const ID = 'help';

export function toggleHelp(): void {
  const dialog = document.getElementById(ID);
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function Help(): JSX.Element {
  return (
    <dialog id={ID} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <table>
        <tbody>
          {CONTROLS.map(({ id, label, keys }) => (
            <tr key={id}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{keyName(key)}</kbd>
                ))}
              </th>
              <td>{label}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <kbd>1</kbd> … <kbd>9</kbd> <kbd>0</kbd>
            </th>
            <td>Take the next step with this number</td>
          </tr>
          <tr>
            <th scope="row">
              <kbd>?</kbd>
            </th>
            <td>This list</td>
          </tr>
        </tbody>
      </table>
      <p>In the guided tour ← and → go from caption to caption.</p>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

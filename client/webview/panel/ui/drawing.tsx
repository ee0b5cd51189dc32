import type { JSX } from 'preact';
import type { LanesProps, StageProps } from '../stage/props.ts';

export function Stage({ scene, label }: StageProps): JSX.Element {
  return (
    <table aria-label={label}>
      <tbody>
        {scene.things.map(({ id, title, says }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td>{says}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Lanes({ steps, at, onPick }: LanesProps): JSX.Element {
  return (
    <ol class="scroll">
      {steps.slice(0, 100).map(({ fn }, i) => (
        <li key={i} aria-current={i === at - 1 ? 'step' : undefined}>
          <button type="button" class="link" onClick={() => onPick(i + 1)}>
            {fn}
          </button>
        </li>
      ))}
    </ol>
  );
}

import type { JSX } from 'preact';
import type { Chart as ChartData } from '../../../../sim-core/workload/workload.ts';
import { axis, shortNumber } from '../core/axis.ts';
import { Scroll } from './common.tsx';

const WIDTH = 560;
const HEIGHT = 300;
const LEFT = 56;
const RIGHT = 20;
const TOP = 12;
const BOTTOM = 44;
const MARKS = 'osdtvx';

/** Curves with a legend, and the same numbers as a table for whoever wants them read. */
export function Chart({ chart }: { readonly chart: ChartData }): JSX.Element {
  const { title, x, y, logX, logY, curves } = chart;
  const points = curves.flatMap((curve) => curve.points);
  const sx = axis(
    points.map(([value]) => value),
    logX,
    LEFT,
    WIDTH - RIGHT,
  );
  const sy = axis(
    points.map(([, value]) => value),
    logY,
    HEIGHT - BOTTOM,
    TOP,
  );
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${title}: ${y} over ${x}. The numbers follow as a table.`}
      >
        {sx.ticks.map((tick) => (
          <g key={`x${tick}`} class="tick">
            <path d={`M${sx.at(tick)} ${TOP}V${HEIGHT - BOTTOM}`} />
            <text x={sx.at(tick)} y={HEIGHT - BOTTOM + 16} text-anchor="middle">
              {shortNumber(tick)}
            </text>
          </g>
        ))}
        {sy.ticks.map((tick) => (
          <g key={`y${tick}`} class="tick">
            <path d={`M${LEFT} ${sy.at(tick)}H${WIDTH - RIGHT}`} />
            <text x={LEFT - 6} y={sy.at(tick) + 4} text-anchor="end">
              {shortNumber(tick)}
            </text>
          </g>
        ))}
        <text class="axis" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 8} text-anchor="middle">
          {x}
        </text>
        <text
          class="axis"
          x={-(TOP + HEIGHT - BOTTOM) / 2}
          y={13}
          transform="rotate(-90)"
          text-anchor="middle"
        >
          {y}
        </text>
        {curves.map(({ name, points: line }, i) => (
          <g key={name} class={`curve curve-${i % MARKS.length}`}>
            <path
              d={line
                .map(
                  ([px, py], at) => `${at === 0 ? 'M' : 'L'}${sx.at(px).toFixed(1)} ${sy.at(py).toFixed(1)}`,
                )
                .join('')}
            />
            {line.map(([px, py]) => (
              <Mark key={px} kind={i % MARKS.length} x={sx.at(px)} y={sy.at(py)} />
            ))}
          </g>
        ))}
      </svg>
      <ul class="legend">
        {curves.map(({ name }, i) => (
          <li key={name}>
            <svg viewBox="0 0 32 12" aria-hidden="true" class={`curve curve-${i % MARKS.length}`}>
              <path d="M0 6H32" />
              <Mark kind={i % MARKS.length} x={16} y={6} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <details>
        <summary>As a table</summary>
        <Scroll label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{x}</th>
                {curves.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(curves[0]?.points ?? []).map(([px]) => (
                <tr key={px}>
                  <th scope="row">{shortNumber(px)}</th>
                  {curves.map(({ name, points: line }) => (
                    <td key={name}>{shortNumber(line.find(([each]) => each === px)?.[1] ?? Number.NaN)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </figure>
  );
}

/** Lines that cross or lie upon each other are told apart by their marks, not by colour alone. */
function Mark({
  kind,
  x,
  y,
}: {
  readonly kind: number;
  readonly x: number;
  readonly y: number;
}): JSX.Element {
  switch (MARKS[kind]) {
    case 's':
      return <rect x={x - 3} y={y - 3} width={6} height={6} />;
    case 'd':
      return <path class="mark" d={`M${x} ${y - 4.5}l4.5 4.5-4.5 4.5-4.5-4.5z`} />;
    case 't':
      return <path class="mark" d={`M${x} ${y - 4}l4 7h-8z`} />;
    case 'v':
      return <path class="mark" d={`M${x} ${y + 4}l4-7h-8z`} />;
    case 'x':
      return <path d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`} />;
    default:
      return <circle cx={x} cy={y} r={3} />;
  }
}

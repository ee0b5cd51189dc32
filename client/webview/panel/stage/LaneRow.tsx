// One row of the lanes, and one bar beside a lane.
import { Component, type JSX } from 'preact';
import type { LaneStep } from '../../../../sim-core/scene/scene.ts';
import { type LaneGeometry, MARGIN, type PlacedSpan, ROW, sayRow } from './lanesModel.ts';
import type { Spot } from './props.ts';

export interface LaneRowProps {
  readonly row: number;
  readonly rows: number;
  /** undefined: the start */
  readonly step: LaneStep | undefined;
  /** The process of the step before. */
  readonly previous: number | undefined;
  /** Relative to the state that is shown. */
  readonly when: 'past' | 'now' | 'ahead';
  readonly who: string;
  readonly geometry: LaneGeometry;
  /** Locks that the process holds in this step, in words. */
  readonly held: string;
  readonly spot: Spot | undefined;
}

const SIGNS: Readonly<Record<Spot['kind'], string>> = { broken: '⚠', interesting: '◆', fork: '⑂' };

/** A row is drawn anew only when something about it changed: most of a window stays from frame to frame. */
export class LaneRow extends Component<LaneRowProps> {
  override shouldComponentUpdate(next: LaneRowProps): boolean {
    return (Object.keys(next) as (keyof LaneRowProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render(): JSX.Element {
    return drawRow(this.props);
  }
}

function drawRow({ row, rows, step, previous, when, who, geometry, held, spot }: LaneRowProps): JSX.Element {
  const process = step?.process ?? 0;
  const line = geometry.lines[process] ?? MARGIN;
  const block = geometry.blocks[process] ?? { x: MARGIN, width: 120 };
  const switched = step !== undefined && previous !== undefined && previous !== process;
  const from = geometry.lines[previous ?? process] ?? line;
  const kinds = [
    'row',
    step ? `p${process % 6}` : 'start',
    when,
    ...(step?.broken === undefined ? [] : ['broken']),
    ...(switched ? ['switched'] : []),
  ];
  const broken = step?.broken === undefined ? '' : '⚠ ';
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list keeps the focus and names the active option
    <div
      id={`lane-row-${row}`}
      class={kinds.join(' ')}
      role="option"
      aria-selected={when === 'now'}
      aria-posinset={row + 1}
      aria-setsize={rows}
      title={step ? `${step.does}${step.broken === undefined ? '' : ` – breaks: ${step.broken}`}` : undefined}
      style={{ transform: `translateY(${row * ROW}px)` }}
    >
      <span class="says">{sayRow(row, step, who, held, spot?.says)}</span>
      <span aria-hidden="true">
        <span class="number">{row === 0 ? '' : row}</span>
        {spot ? <span class={`spot ${spot.kind}`}>{SIGNS[spot.kind]}</span> : null}
        {switched ? (
          <span
            class="switch"
            style={{ left: `${Math.min(from, line)}px`, width: `${Math.abs(line - from)}px` }}
          />
        ) : null}
        {step ? <span class="knot" style={{ left: `${line - 4}px` }} /> : null}
        <span class="block" style={{ left: `${step ? block.x : MARGIN}px`, maxWidth: `${block.width}px` }}>
          {step ? (
            <>
              <span class="fn">
                {broken}
                {step.fn}
              </span>
              {geometry.mode === 'rails' ? <span class="does">{step.does}</span> : null}
            </>
          ) : (
            <span class="fn">start</span>
          )}
        </span>
      </span>
    </div>
  );
}

/** The stretch of a lock or a sleep beside its lane. */
export function SpanBar({
  span,
  geometry,
}: {
  readonly span: PlacedSpan;
  readonly geometry: LaneGeometry;
}): JSX.Element {
  const { kind, process, from, to, slot, title } = span;
  const x = (geometry.lines[process] ?? 0) - 3 + slot * 4;
  const says = kind === 'lock' ? `holds the lock of ${title}` : `in the queue of ${title}`;
  return (
    <div
      class={`span ${kind} p${process % 6}`}
      role="presentation"
      title={says}
      style={{
        left: `${x}px`,
        transform: `translateY(${(from + 1) * ROW + 4}px)`,
        height: `${(to - from + 1) * ROW - 8}px`,
      }}
    />
  );
}

// The lanes: one per process, a row per step, time downwards. Only the rows in sight are in the document.
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { LaneRow, SpanBar } from './LaneRow.tsx';
import { geometryOf, heldAt, ROW, SpanIndex, scrollFor, windowOf } from './lanesModel.ts';
import type { LanesProps } from './props.ts';

const NONE = [] as const;

export function Lanes(props: LanesProps): JSX.Element {
  const { heads, steps, spans = NONE, at, onPick, onHover, spots = NONE, reducedMotion = false } = props;
  const body = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 600, height: 400 });
  const [scrollTop, setScrollTop] = useState(0);
  const scrubbing = useRef<number>();
  const rows = steps.length + 1;
  const geometry = useMemo(() => geometryOf(size.width, heads.length), [size.width, heads.length]);
  const index = useMemo(() => new SpanIndex(spans), [spans]);
  const marks = useMemo(() => new Map(spots.map((spot) => [spot.at, spot])), [spots]);

  useEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = body.current;
    // while somebody drags, the rows stay under the pointer
    if (!element || scrubbing.current !== undefined) return;
    const to = scrollFor(at, element.scrollTop, element.clientHeight);
    if (to !== element.scrollTop) element.scrollTop = to;
  }, [at, size.height]);

  const { first, last } = windowOf(scrollTop, size.height, rows);
  const here = index.within(first, last);
  const go = (row: number): void => {
    const to = Math.max(0, Math.min(rows - 1, row));
    if (to !== at) onPick(to);
  };
  const rowAt = (event: MouseEvent): number => {
    const box = body.current?.getBoundingClientRect();
    return Math.floor((event.clientY - (box?.top ?? 0) + (body.current?.scrollTop ?? 0)) / ROW);
  };
  const page = Math.max(1, Math.floor(size.height / ROW) - 1);
  const keys: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    PageUp: at - page,
    PageDown: at + page,
    Home: 0,
    End: rows - 1,
  };
  const list: JSX.Element[] = [];
  for (let row = first; row <= last; row++) list.push(rowOf(row));
  // the chosen option must exist even out of sight: screen readers ask for it
  if (at < first || at > last) list.push(rowOf(Math.min(at, rows - 1)));

  function rowOf(row: number): JSX.Element {
    const step = steps[row - 1];
    return (
      <LaneRow
        key={row}
        row={row}
        rows={rows}
        step={step}
        previous={steps[row - 2]?.process}
        when={row === at ? 'now' : row > at ? 'ahead' : 'past'}
        who={heads[step?.process ?? -1]?.name ?? ''}
        geometry={geometry}
        held={step ? heldAt(row, step.process, here) : ''}
        spot={marks.get(row)}
      />
    );
  }

  return (
    <div class={`lanes by-${geometry.mode}${reducedMotion ? ' calm' : ''}`}>
      <div class="heads" aria-hidden="true">
        {heads.map(({ name, badge }, lane) => (
          <div
            key={badge}
            class={`head p${lane % 6}`}
            title={name}
            style={
              geometry.mode === 'lanes'
                ? {
                    left: `${(geometry.lines[lane] ?? 0) - 5}px`,
                    width: `${geometry.heads[lane] ?? 0}px`,
                  }
                : {}
            }
          >
            <span class="badge">{badge}</span>
            <span class="who">{name}</span>
          </div>
        ))}
      </div>
      <div
        class="steps"
        ref={body}
        role="listbox"
        aria-label="Steps, one lane per process"
        aria-activedescendant={`lane-row-${at}`}
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onKeyDown={(event) => {
          const to = keys[event.key];
          if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          event.stopPropagation();
          go(to);
        }}
        onPointerDown={(event) => {
          // a finger scrolls; it chooses by a tap
          if (event.button !== 0 || event.pointerType === 'touch' || event.offsetX > size.width) return;
          scrubbing.current = event.pointerId;
          event.currentTarget.setPointerCapture(event.pointerId);
          go(rowAt(event));
        }}
        onPointerMove={(event) => {
          if (scrubbing.current === event.pointerId) go(rowAt(event));
          else onHover?.(Math.max(0, Math.min(rows - 1, rowAt(event))));
        }}
        onPointerUp={() => {
          scrubbing.current = undefined;
        }}
        onPointerCancel={() => {
          scrubbing.current = undefined;
        }}
        onClick={(event) => go(rowAt(event))}
        onPointerLeave={() => onHover?.(undefined)}
      >
        <div class="all" role="presentation" style={{ height: `${rows * ROW}px` }}>
          {geometry.lines.map((x, lane) => (
            <div
              key={heads[lane]?.badge}
              class={`lifeline p${lane % 6}`}
              role="presentation"
              style={{ left: `${x}px` }}
            />
          ))}
          <div class="here" role="presentation" style={{ transform: `translateY(${at * ROW}px)` }} />
          {here.map((span) => (
            <SpanBar
              key={`${span.kind}${span.process}@${span.from}${span.thing}`}
              span={span}
              geometry={geometry}
            />
          ))}
          {list}
        </div>
      </div>
    </div>
  );
}

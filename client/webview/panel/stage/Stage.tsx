// The stage: one state as boxes, words, queues and arrows. Everything that is drawn comes from pictureOf;
// this component only keeps width, focus and the process in the spotlight.
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Direction, nextPart } from './focus.ts';
import { pictureOf } from './picture.ts';
import type { StageProps } from './props.ts';
import type { Part, Shape } from './shapes.ts';

const FIRST_WIDTH = 600;
const LEAST_WIDTH = 240;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function Stage({
  scene,
  before,
  reducedMotion = false,
  onPick,
  label = 'The current state',
}: StageProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST_WIDTH);
  const [spotlight, setSpotlight] = useState<number>();
  const [focus, setFocus] = useState<string>();
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(LEAST_WIDTH, Math.round(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const picture = useMemo(
    () => pictureOf(scene, { width, before, spotlight: spotlight ?? scene.moved }),
    [scene, before, width, spotlight],
  );
  const { parts, lines, height } = picture;
  const current = parts.some(({ id }) => id === focus) ? focus : parts[0]?.id;

  const choose = (part: Part, cell: string | null): void => {
    const process = scene.processes.find(({ id }) => id === part.id);
    if (cell !== null) onPick?.(cell, 'cell');
    else onPick?.(process?.name ?? part.id, process ? 'process' : 'box');
  };
  const move = (event: KeyboardEvent, part: Part): void => {
    const direction = DIRECTIONS[event.key];
    const chosen = event.key === 'Enter' || event.key === ' ';
    if (!direction && !chosen) return;
    // the page's own keys mean steps; inside the picture they mean boxes
    event.preventDefault();
    event.stopPropagation();
    if (chosen) choose(part, null);
    const next = direction && nextPart(parts, part, direction);
    if (!next) return;
    setFocus(next.id);
    frame.current?.querySelector<SVGGElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus();
  };
  const pick = (event: MouseEvent, part: Part): void => {
    const cell = event.target instanceof Element ? event.target.getAttribute('data-cell') : null;
    choose(part, cell);
  };
  const point = (part: Part | undefined): void =>
    setSpotlight(scene.processes.find(({ id }) => id === part?.id)?.index);
  const focusOn = (part: Part): void => {
    setFocus(part.id);
    point(part);
  };

  return (
    <div class={reducedMotion ? 'stage calm' : 'stage'} ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no fieldset */}
      <svg
        class="picture"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={label}
        aria-roledescription="picture of the machine"
      >
        {parts.map((part) => (
          <PartView
            key={part.id}
            part={part}
            role={onPick ? 'button' : 'img'}
            current={part.id === current}
            onPick={pick}
            onMove={move}
            onFocus={focusOn}
            onPoint={point}
          />
        ))}
        {lines.map((part) => (
          <g key={`${part.kinds}>${part.id}`} class={part.kinds}>
            {part.shapes.map(drawShape)}
          </g>
        ))}
      </svg>
    </div>
  );
}

interface PartProps {
  readonly part: Part;
  readonly role: 'button' | 'img';
  readonly current: boolean;
  readonly onPick: (event: MouseEvent, part: Part) => void;
  readonly onMove: (event: KeyboardEvent, part: Part) => void;
  readonly onFocus: (part: Part) => void;
  readonly onPoint: (part: Part | undefined) => void;
}

function PartView({ part, role, current, onPick, onMove, onFocus, onPoint }: PartProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is given; SVG has no button element
    <g
      class={part.kinds}
      data-id={part.id}
      transform={`translate(${part.x} ${part.y})`}
      role={role}
      tabIndex={current ? 0 : -1}
      onClick={(event) => onPick(event, part)}
      onKeyDown={(event) => onMove(event, part)}
      onFocus={() => onFocus(part)}
      onBlur={() => onPoint(undefined)}
      onMouseEnter={() => onPoint(part)}
      onMouseLeave={() => onPoint(undefined)}
    >
      <text class="says">{part.says}</text>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: no shape takes the focus; the text above says it all */}
      <g aria-hidden="true">{part.shapes.map(drawShape)}</g>
    </g>
  );
}

function drawShape({ tag: Tag, class: kinds, at, text, title, pick }: Shape, key: number): JSX.Element {
  return (
    <Tag
      key={`${key}${kinds.endsWith(' new') ? text : ''}`}
      class={kinds}
      {...at}
      {...(pick ? { 'data-cell': pick } : {})}
    >
      {title === undefined ? null : <title>{title}</title>}
      {text}
    </Tag>
  );
}

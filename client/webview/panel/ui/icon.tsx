import type { JSX } from 'preact';

/** Drawn on a grid of 16. */
const PATHS = {
  start: 'M3 3v10M13 3 6 8l7 5z',
  previous: 'M5 3 3 8l2 5M13 3 7 8l6 5z',
  back: 'M11 3 4 8l7 5z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M5 3l7 5-7 5z',
  next: 'M11 3l2 5-2 5M3 3l6 5-6 5z',
  end: 'M13 3v10M3 3l7 5-7 5z',
  reveal: 'M6 3h7v7M13 3 6.5 9.5M10 9v4H3V6h4',
  return: 'M6 3 2 7l4 4M2.5 7H10a3.5 3.5 0 0 1 0 7H8',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  wait: 'M4 2h8M4 14h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12',
} as const;

export type IconName = keyof typeof PATHS;
const FILLED: ReadonlySet<IconName> = new Set(['start', 'back', 'play', 'pause', 'forward', 'end']);

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={FILLED.has(name) ? 'icon filled' : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

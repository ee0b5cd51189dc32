// Everything that can be done with a key or a button of the transport: one list, from which the buttons,
// the keyboard and the help are made.
import type { PanelState } from './core/state.ts';
import type { Store } from './store.ts';
import type { IconName } from './ui/icon.tsx';

export interface Control {
  readonly id: string;
  readonly label: string;
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[];
  readonly icon?: IconName;
  /** Stands in the transport. */
  readonly transport?: boolean;
  enabled(state: PanelState): boolean;
  act(store: Store): void;
}

const hasRun = ({ run }: PanelState): boolean => run !== null;
const notAtStart = ({ run }: PanelState): boolean => run !== null && run.at > 0;
const notAtEnd = ({ run }: PanelState): boolean => run !== null && run.at < run.choices.length;
const end = (store: Store): number => store.state.run?.choices.length ?? 0;

export const CONTROLS: readonly Control[] = [
  {
    id: 'start',
    label: 'To the start',
    keys: ['Home'],
    icon: 'start',
    transport: true,
    enabled: notAtStart,
    act: (store) => store.act({ do: 'go', at: 0 }),
  },
  {
    id: 'previous-interesting',
    label: 'Previous interesting state',
    keys: ['['],
    icon: 'previous',
    transport: true,
    enabled: notAtStart,
    act: (store) => store.act({ do: 'interesting', direction: -1 }),
  },
  {
    id: 'back',
    label: 'One step back',
    keys: ['ArrowLeft', 'ArrowUp'],
    icon: 'back',
    transport: true,
    enabled: notAtStart,
    act: (store) => store.act({ do: 'step', by: -1 }),
  },
  {
    id: 'play',
    label: 'Play or pause',
    keys: [' '],
    icon: 'play',
    transport: true,
    enabled: ({ run }) => run !== null && run.choices.length > 0,
    act: (store) => store.act({ do: 'play', on: !store.state.playing }),
  },
  {
    id: 'forward',
    label: 'One step forward',
    keys: ['ArrowRight', 'ArrowDown'],
    icon: 'forward',
    transport: true,
    enabled: notAtEnd,
    act: (store) => store.act({ do: 'step', by: 1 }),
  },
  {
    id: 'next-interesting',
    label: 'Next interesting state',
    keys: [']'],
    icon: 'next',
    transport: true,
    enabled: notAtEnd,
    act: (store) => store.act({ do: 'interesting', direction: 1 }),
  },
  {
    id: 'end',
    label: 'To the end',
    keys: ['End'],
    icon: 'end',
    transport: true,
    enabled: notAtEnd,
    act: (store) => store.act({ do: 'go', at: end(store) }),
  },
  {
    id: 'return',
    label: 'Return to the run that was left',
    keys: ['Backspace'],
    enabled: ({ left }) => left.length > 0,
    act: (store) => store.act({ do: 'return' }),
  },
  {
    id: 'bug',
    label: 'Find a bug',
    keys: ['b'],
    enabled: hasRun,
    act: (store) => store.find('bug'),
  },
  {
    id: 'passing',
    label: 'Show a passing run',
    keys: ['p'],
    enabled: hasRun,
    act: (store) => store.find('passing'),
  },
  {
    id: 'cancel',
    label: 'Cancel the exploration',
    keys: ['Escape'],
    enabled: ({ exploring }) => exploring !== null,
    act: (store) => store.cancel(),
  },
];

export function control(id: string): Control {
  const found = CONTROLS.find((each) => each.id === id);
  if (!found) throw new Error(`no control ${id}`);
  return found;
}

/** How a key is written for people. */
export function keyName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ' ': 'Space',
    Escape: 'Esc',
  };
  return names[key] ?? key;
}

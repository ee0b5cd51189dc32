// Keys for the whole page. Where a control has a use of its own for a key (a text field, a list, a
// button), the key is left to it.
import { CONTROLS } from './controls.ts';
import { positionAt } from './core/position.ts';
import type { Store } from './store.ts';
import { toggleHelp } from './ui/help.tsx';

const ARROWS = /^(Arrow|Home$|End$|Page)/;

export function listenToKeys(store: Store): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (takenBy(event.target, event.key)) return;
    if (handle(store, event.key)) event.preventDefault();
  });
}

/** Does the focused control need this key itself? */
function takenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog')) return true;
  if (target instanceof HTMLInputElement) {
    if (target.type === 'range') return ARROWS.test(key);
    if (target.type === 'checkbox' || target.type === 'radio') return key === ' ' || ARROWS.test(key);
    return true;
  }
  if (target.closest('select, textarea, [contenteditable="true"]')) return true;
  if (target.closest('button, summary, a, [role="button"]')) return key === ' ' || key === 'Enter';
  return target.closest('[role="listbox"], [role="grid"], [role="application"]') !== null && ARROWS.test(key);
}

function handle(store: Store, key: string): boolean {
  if (key === '?') {
    toggleHelp();
    return true;
  }
  const { state } = store;
  if (state.look.view === 'curves') return false;
  if (state.look.view === 'tour') return handleInTour(store, key);
  if (/^[0-9]$/.test(key)) return chooseNumber(store, key === '0' ? 10 : Number(key));
  const control = CONTROLS.find(({ keys }) => keys.includes(key));
  if (!control?.enabled(state)) return false;
  control.act(store);
  return true;
}

function chooseNumber(store: Store, number: number): boolean {
  const { run } = store.state;
  if (!run) return false;
  const open = positionAt(store.player.timeline(run), run.at).open[number - 1];
  if (open) store.act({ do: 'choose', choice: open.choice });
  return open !== undefined;
}

/** In the tour the arrows go from one caption to the next; the player's own keys rest. */
function handleInTour(store: Store, key: string): boolean {
  const { tour, beat } = store.state.look;
  if (tour === '') return false;
  const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (by === 0 || beat + by < 0) return false;
  store.act({ do: 'look', look: { beat: beat + by } });
  return true;
}

import type { PageMessage, WordState } from '../../shared/wordProtocol.ts';
import { withChange } from '../../shared/wordProtocol.ts';
import { h } from '../dom.ts';
import { controls } from './controls.ts';
import { drawing } from './drawing.ts';
import { wordView } from './model.ts';
import { accessorsTable, readersTable } from './tables.ts';
import { asText } from './text.ts';

export interface WordPage {
  /** Applies a change from outside, as if it had been chosen. */
  show(change: Partial<WordState>): void;
}

/** Builds the page into `root`. `keep` is told every state, `send` what the host should do. */
export function mountWordPage(
  root: HTMLElement,
  first: WordState,
  keep: (state: WordState) => void,
  send: (message: PageMessage) => void,
): WordPage {
  let state = first;
  const output = h('div', { class: 'output' });
  const status = h('p', { class: 'status', role: 'status' });
  const copy = h('button', { type: 'button' }, 'Copy as text');
  copy.addEventListener('click', () => {
    send({ type: 'copy', text: asText(state, wordView(state)) });
    status.textContent = 'Copied.';
  });
  const form = controls(state, (change) => show(change));

  function show(change: Partial<WordState>): void {
    state = withChange(state, change);
    keep(state);
    form.update(state);
    draw();
  }

  function draw(): void {
    const view = wordView(state);
    output.replaceChildren(
      drawing(view),
      readersTable(view),
      accessorsTable(view),
      h('ul', { class: 'notes' }, ...view.notes.map((note) => h('li', {}, note))),
    );
    status.textContent = view.summary;
  }

  root.replaceChildren(
    h('h1', {}, 'The mapping word'),
    h(
      'p',
      { class: 'lead' },
      'One word in struct page tells whose page it is. Choose a page, and see what the word holds, what it would hold under the proposals of 2018, and what code that was not converted makes of it.',
    ),
    form.element,
    output,
    status,
    h('p', {}, copy),
  );
  draw();
  return { show };
}

import type { Outcome } from '../../../sim-core/machine/wordReaders.ts';
import { type Child, h } from '../dom.ts';
import type { WordView } from './model.ts';

const OUTCOMES: Readonly<Record<Outcome, { mark: string; text: string }>> = {
  same: { mark: '✓', text: 'as today' },
  wrong: { mark: '✗', text: 'wrong, silently' },
  oops: { mark: '✗', text: 'oops' },
  lost: { mark: '✗', text: 'attachment lost' },
};

/** What code sees that was not converted, scheme by scheme; the chosen one is marked. */
export function readersTable(view: WordView): HTMLElement {
  const rows = view.readers.map((row) => {
    const { mark, text } = OUTCOMES[row.outcome];
    const outcome = h(
      'span',
      { class: row.outcome === 'same' ? 'good' : 'bad' },
      h('span', { 'aria-hidden': 'true' }, `${mark} `),
      text,
    );
    const spared = row.scheme !== view.readers[0]?.scheme && !row.touched;
    return h(
      'tr',
      { 'aria-current': row.chosen ? 'true' : null },
      h('th', { scope: 'row' }, row.scheme),
      h('td', {}, row.sees),
      h('td', {}, outcome, spared ? ' (leaves this kind of page alone)' : null),
    );
  });
  return table('What unconverted code sees', ['Stored as', 'It sees', 'Outcome'], rows);
}

/** What the kernel's own accessors return, today and under the chosen scheme. */
export function accessorsTable(view: WordView): HTMLElement {
  const rows = view.accessors.map(({ name, source, today, under }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', title: source }, h('code', {}, name)),
      h('td', {}, today),
      h('td', {}, today === under ? 'the same' : h('strong', { class: 'bad' }, under)),
    ),
  );
  return table('What the accessors return, as they are', ['Accessor', 'Today', 'Stored as chosen'], rows);
}

function table(title: string, heads: readonly string[], rows: readonly Child[]): HTMLElement {
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': title, tabindex: '0' },
    h(
      'table',
      {},
      h('caption', {}, title),
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...rows),
    ),
  );
}

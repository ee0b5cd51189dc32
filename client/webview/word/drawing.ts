import { h, svg } from '../dom.ts';
import type { Box, WordView } from './model.ts';

/** The word with its two tag bits, and arrows to what it leads to. Boxes are text, so they can be read and zoomed. */
export function drawing(view: WordView): HTMLElement {
  const figure = h('figure', { class: 'drawing', 'aria-labelledby': 'drawing-caption' });
  const row = h('div', { class: 'row' }, wordBox(view));
  if (view.chain.length === 0) row.append(step(h('div', { class: 'nowhere' }, 'points to nothing')));
  for (const box of view.chain) row.append(step(objectBox(box)));
  figure.append(row, h('figcaption', { id: 'drawing-caption' }, caption(view)));
  return figure;
}

function caption(view: WordView): Node {
  const says = h('p', {}, 'The word: ', h('code', {}, view.word), `. Its bits say: ${view.bitsSay}. `);
  if (view.collision !== null)
    says.append(h('strong', { class: 'bad' }, h('span', { 'aria-hidden': 'true' }, '⚠ '), view.collision));
  return says;
}

function wordBox({ digits, bits, bitNames }: WordView): HTMLElement {
  const cell = (bit: string, name: string, number: number): HTMLElement =>
    h(
      'div',
      { class: bit === '1' ? 'bit set' : 'bit' },
      h('span', { class: 'value' }, bit),
      h('span', { class: 'name' }, `bit ${number}`),
      h('span', { class: 'name' }, name),
    );
  return h(
    'div',
    { class: 'word' },
    h('div', { class: 'title' }, 'page->mapping, 64 bits'),
    h(
      'div',
      { class: 'cells' },
      h(
        'div',
        { class: 'pointer' },
        h('span', { class: 'value digits' }, groups(digits)),
        h('span', { class: 'name' }, 'the whole word; bits 63 to 2 are the pointer'),
      ),
      cell(bits[0], bitNames[0], 1),
      cell(bits[1], bitNames[1], 0),
    ),
  );
}

/** Sixteen digits in fours, with room to break between them on a narrow page. */
function groups(digits: string): Node {
  const parts = digits.match(/.{4}/g) ?? [];
  const out = document.createDocumentFragment();
  for (const part of parts) out.append(h('span', {}, part), document.createElement('wbr'));
  return out;
}

function objectBox({ title, members }: Box): HTMLElement {
  return h(
    'div',
    { class: 'object' },
    h('div', { class: 'title' }, title),
    ...members.map((member) => h('div', { class: 'member' }, member)),
  );
}

/** An arrow and what it leads to: they never part when the row wraps. */
function step(box: HTMLElement): HTMLElement {
  return h('div', { class: 'step' }, arrow(), box);
}

function arrow(): SVGElement {
  return svg(
    'svg',
    { class: 'arrow', viewBox: '0 0 48 16', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: 'M0 8H44M37 2l7 6-7 6', fill: 'none', stroke: 'currentColor', 'stroke-width': '2' }),
  );
}

import { PAGE_KINDS } from '../../../sim-core/machine/pageKinds.ts';
import { ERA_FACTS, ERAS } from '../../../sim-core/machine/wordEras.ts';
import { RAW_ACCESSES, type RawAccess } from '../../../sim-core/machine/wordReaders.ts';
import { SCHEMES } from '../../../sim-core/machine/wordSchemes.ts';
import type { WordState } from '../../shared/wordProtocol.ts';
import { parseState } from '../../shared/wordProtocol.ts';
import { h } from '../dom.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

const ACCESS_LABELS: Readonly<Record<RawAccess, string>> = {
  read: 'reads it',
  'null-test': 'tests it for NULL',
  compare: 'compares it with the mapping',
  dereference: 'takes ->host from it',
  'tag-test': 'tests its tag',
  write: 'stores into it',
};

export interface Controls {
  readonly element: HTMLElement;
  /** Makes the controls agree with a state that did not come from them. */
  update(state: WordState): void;
}

/** The four choices. `onChange` gets one choice at a time. */
export function controls(state: WordState, onChange: (change: Partial<WordState>) => void): Controls {
  const pick = (key: keyof WordState, value: string): void => {
    const change = parseState({ [key]: value });
    if (change) onChange(change);
  };
  const era = select(
    'era',
    'Kernel',
    ERAS.map((each) => ({ value: each, label: ERA_FACTS[each].title })),
    pick,
  );
  const kind = select(
    'kind',
    'Kind of page',
    PAGE_KINDS.map((each) => ({ value: each.id, label: each.title })),
    pick,
  );
  const scheme = radios(
    'scheme',
    'What the word points to',
    SCHEMES.map((each) => ({ value: each.id, label: each.title })),
    pick,
  );
  const access = radios(
    'access',
    'What unconverted code does',
    RAW_ACCESSES.map((each) => ({ value: each, label: ACCESS_LABELS[each] })),
    pick,
  );
  const update = (next: WordState): void => {
    era.input.value = next.era;
    for (const option of kind.input.options)
      option.disabled = PAGE_KINDS.some((each) => each.id === option.value && each.word[next.era] === null);
    kind.input.value = next.kind;
    check(scheme, next.scheme);
    check(access, next.access);
  };
  const element = h(
    'form',
    { class: 'controls', 'aria-label': 'What to show' },
    h('div', { class: 'selects' }, era.element, kind.element),
    scheme,
    access,
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  update(state);
  return { element, update };
}

type Pick = (key: keyof WordState, value: string) => void;

function select(
  key: keyof WordState,
  label: string,
  choices: readonly Choice[],
  pick: Pick,
): { element: HTMLElement; input: HTMLSelectElement } {
  const input = h(
    'select',
    { id: key, name: key },
    ...choices.map(({ value, label: text }) => h('option', { value }, text)),
  );
  input.addEventListener('change', () => pick(key, input.value));
  return { element: h('div', { class: 'field' }, h('label', { for: key }, label), input), input };
}

function radios(key: keyof WordState, legend: string, choices: readonly Choice[], pick: Pick): HTMLElement {
  const element = h(
    'fieldset',
    {},
    h('legend', {}, legend),
    ...choices.map(({ value, label }) =>
      h('label', { class: 'radio' }, h('input', { type: 'radio', name: key, value }), h('span', {}, label)),
    ),
  );
  element.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement) pick(key, event.target.value);
  });
  return element;
}

function check(group: HTMLElement, value: string): void {
  for (const input of group.querySelectorAll('input')) input.checked = input.value === value;
}

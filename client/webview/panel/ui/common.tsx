// Pieces that several parts of the page use.
import type { ComponentChildren, JSX } from 'preact';
import type { Change } from '../../../../sim-core/explore/trace.ts';
import type { SourceSpot } from '../../../../sim-core/model/path.ts';
import type { Target } from '../../../shared/panel/protocol.ts';
import { Icon } from './icon.tsx';

export type Reveal = (target: Target) => void;

/** A link into the editor: to the line a step was taken from, else to the kernel function of that name. */
export function SourceLink(props: {
  readonly fn: string;
  readonly at?: SourceSpot | undefined;
  readonly reveal: Reveal;
}): JSX.Element | null {
  const { fn, at, reveal } = props;
  if (at) {
    const short = `${at.file.split('/').at(-1)}:${at.line}`;
    return (
      <button
        type="button"
        class="link"
        title={`Open ${at.file}, line ${at.line}`}
        aria-label={`Open ${at.file}, line ${at.line}`}
        onClick={() => reveal({ file: at.file, line: at.line })}
      >
        {short}
      </button>
    );
  }
  // steps of hand-written scenarios bear a function's name; some bear no name of C at all ("device load")
  if (!/^[A-Za-z_]\w*$/.test(fn)) return null;
  return (
    <button
      type="button"
      class="link"
      title={`Open ${fn} in the editor`}
      aria-label={`Open ${fn} in the editor`}
      onClick={() => reveal({ name: fn })}
    >
      <Icon name="reveal" />
    </button>
  );
}

export function Changes({ changes }: { readonly changes: readonly Change[] }): JSX.Element | null {
  if (changes.length === 0) return null;
  return (
    <ul class="changes">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <code>{field}</code> <span class="was">{before}</span> → <strong>{after}</strong>
        </li>
      ))}
    </ul>
  );
}

export function Section(props: {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
  readonly beside?: ComponentChildren;
}): JSX.Element {
  const { id, title, children, beside } = props;
  return (
    <section class={`box ${id}`} aria-labelledby={`${id}-title`}>
      <div class="box-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}

/** A part that scrolls by itself, and is therefore within reach of the keyboard. */
export function Scroll(props: { readonly label: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: else what is below the edge could not be reached
    <section class="scroll" tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}

export function Select(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: string) => void;
  readonly hint?: string;
}): JSX.Element {
  const { id, label, value, options, onPick, hint } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} title={hint} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A process's mark, in its colour. */
export function Badge({ process, text }: { readonly process: number; readonly text: string }): JSX.Element {
  return (
    <span class={`mug p${process % 6}`} aria-hidden="true">
      {text}
    </span>
  );
}

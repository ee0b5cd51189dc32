// The list of steps while it is being written: labels are placed and resolved here.
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { Expr, Loop, Step, Where } from './ir.ts';

/** A label before its place is known. */
export type Label = number;

export const NOTHING: Expr = { e: 'opaque', parts: [] };

export class Code {
  readonly steps: Step[] = [];
  readonly loops: Loop[] = [];
  /** label → index of its step */
  readonly #places: number[] = [];
  readonly #named = new Map<string, Label>();
  #temps = 0;

  constructor(readonly whereIs: (offset: number) => Where) {}

  at(node: SyntaxNode): Where {
    return this.whereIs(node.startIndex);
  }

  temp(): string {
    return `%${this.#temps++}`;
  }

  label(): Label {
    return this.#places.push(-1) - 1;
  }

  /** The label of `goto name`. */
  named(name: string): Label {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    const label = this.label();
    this.#named.set(name, label);
    return label;
  }

  place(label: Label, node: SyntaxNode): void {
    this.#places[label] = this.steps.length;
    this.steps.push({ s: 'label', at: this.at(node) });
  }

  push(step: Step): void {
    this.steps.push(step);
  }

  jump(to: Label, node: SyntaxNode): void {
    this.steps.push({ s: 'jump', to, at: this.at(node) });
  }

  branch(on: Expr, no: Label, node: SyntaxNode): void {
    const at = this.at(node);
    this.steps.push({ s: 'branch', on, no, text: node.text.replace(/\s+/g, ' '), at });
  }

  set(to: string, value: Expr, node: SyntaxNode): void {
    this.steps.push({ s: 'set', to, value, at: this.at(node) });
  }

  /** The steps with indices for labels; a label that was never placed leads to the end. */
  resolved(): Step[] {
    const place = (label: Label): number => {
      const at = this.#places[label] ?? -1;
      return at < 0 ? this.steps.length : at;
    };
    return this.steps.map((step) => {
      if (step.s === 'jump') return { ...step, to: place(step.to) };
      if (step.s === 'branch') return { ...step, no: place(step.no) };
      return step;
    });
  }
}

// What a scenario is. One file in scenarios/ describes one; nothing in it says which verdict is right:
// that is for the explorer to find out.
import type { Kernel } from './kernel/kernel.ts';
import type { Machine } from './model/machine.ts';
import { Model } from './model/model.ts';

export interface Parameter {
  readonly says: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export type Values<P extends string> = Readonly<Record<P, number>> & { readonly scheme: string };

export interface Variant<P extends string> {
  readonly id: string;
  /** What is done in this variant, in plain language. */
  readonly says: string;
  readonly set: Partial<Record<P, number>>;
  /** Schemes under which it makes sense: all of the scenario's unless told otherwise. */
  readonly schemes?: readonly string[];
}

export interface ScenarioOf<P extends string> {
  readonly id: string;
  readonly title: string;
  /** Who raised the point, and where. */
  readonly raisedBy: string;
  /** The kernel whose functions the steps name. */
  readonly era: string;
  /** The story, in plain language. */
  readonly narration: readonly string[];
  /** Where the article's words and the kernel's facts part, if they do. */
  readonly facts?: string;
  /** Schemes under which it runs; the first is the default. */
  readonly schemes: readonly string[];
  readonly parameters: Readonly<Record<P, Parameter>>;
  readonly variants: readonly Variant<P>[];
  /** Declares state and processes; hands back the kernel's part of the state, if it uses that. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a scenario without a kernel returns nothing
  build(m: Model, p: Values<P>): Kernel | void;
}

export type Scenario = ScenarioOf<string>;

export function scenario<P extends string>(definition: ScenarioOf<P>): Scenario {
  return definition as unknown as Scenario;
}

/** How many of something there are. */
export function howMany(says: string, value: number, max: number, min = 1): Parameter {
  return { says, default: value, min, max };
}

/** A yes or no. */
export function yesNo(says: string, value: 0 | 1): Parameter {
  return { says, default: value, min: 0, max: 1 };
}

/** What a scenario is run with. */
export interface Setting {
  readonly scheme: string;
  readonly variant: string;
  readonly set: Readonly<Record<string, number>>;
}

/** Values for a setting. Throws RangeError with one clear line on an unknown name or a value out of range. */
export function valuesFor(s: Scenario, { scheme, variant, set }: Setting): Values<string> {
  if (!s.schemes.includes(scheme))
    throw new RangeError(`${s.id} has no scheme ${scheme}; it has ${s.schemes.join(', ')}`);
  const chosen = s.variants.find(({ id }) => id === variant);
  if (!chosen)
    throw new RangeError(
      `${s.id} has no variant ${variant}; it has ${s.variants.map(({ id }) => id).join(', ')}`,
    );
  if (chosen.schemes && !chosen.schemes.includes(scheme))
    throw new RangeError(
      `${s.id}: ${variant} makes no sense under ${scheme}; it runs under ${chosen.schemes.join(', ')}`,
    );
  const values: Record<string, number> = {};
  for (const [name, parameter] of Object.entries(s.parameters)) values[name] = parameter.default;
  for (const [name, value] of [...Object.entries(chosen.set), ...Object.entries(set)]) {
    const parameter = Object.hasOwn(s.parameters, name) ? s.parameters[name] : undefined;
    if (!parameter || value === undefined) {
      throw new RangeError(
        `${s.id} has no parameter ${name}; it has ${Object.keys(s.parameters).join(', ') || 'none'}`,
      );
    }
    if (!Number.isInteger(value) || value < parameter.min || value > parameter.max) {
      throw new RangeError(`${s.id}: ${name} goes from ${parameter.min} to ${parameter.max}, not ${value}`);
    }
    values[name] = value;
  }
  return { ...values, scheme } as Values<string>;
}

/** A machine, and the kernel through which its current state can be asked. */
export interface Stage {
  readonly machine: Machine;
  readonly kernel: Kernel | undefined;
}

/** As `machineFor`; with it, `kernel.identity.wordsOf(page)` tells what a page's word looks like now. */
export function stageFor(s: Scenario, setting: Setting): Stage {
  const m = new Model();
  const kernel = s.build(m, valuesFor(s, setting)) ?? undefined;
  return { machine: m.build(), kernel };
}

/** Builds the machine of a scenario in a setting. */
export function machineFor(s: Scenario, setting: Setting): Machine {
  return stageFor(s, setting).machine;
}

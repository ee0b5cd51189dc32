// A slider for a workload's parameter: positions 0 to 100, evenly in the value for a fraction, evenly in its
// magnitude for everything else.
import type { WorkloadParameter } from '../../../../sim-core/workload/workload.ts';

export const POSITIONS = 100;
const DOWN = 100;
const UP = 10;

interface Range {
  readonly low: number;
  readonly high: number;
  readonly even: boolean;
}

function rangeOf({ value, min, max, unit }: WorkloadParameter): Range {
  if (max <= 1) return { low: min, high: max, even: true };
  // a seed or another bare small number
  if (unit === '' && value <= 1) return { low: min, high: Math.min(max, min + POSITIONS), even: true };
  const low = Math.max(min, value / DOWN);
  return {
    low: Number.isInteger(value) ? Math.max(1, low) : low,
    high: Math.min(max, value * UP),
    even: false,
  };
}

/** The value at a position, within the parameter's bounds, to two digits. */
export function valueAt(parameter: WorkloadParameter, position: number): number {
  const { low, high, even } = rangeOf(parameter);
  const part = position / POSITIONS;
  const exact = even ? low + (high - low) * part : low * (high / low) ** part;
  const rounded = Number(exact.toPrecision(2));
  const whole = Number.isInteger(parameter.value) && parameter.max > 1 ? Math.round(rounded) : rounded;
  return Math.max(parameter.min, Math.min(parameter.max, whole));
}

/** The position of a value, as near as it goes. */
export function positionOf(parameter: WorkloadParameter, value: number): number {
  const { low, high, even } = rangeOf(parameter);
  if (high === low) return 0;
  const part = even
    ? (value - low) / (high - low)
    : Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return Math.round(Math.max(0, Math.min(1, part)) * POSITIONS);
}

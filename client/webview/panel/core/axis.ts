// Axes of a chart: from values to places, and where the ticks stand.

export interface Axis {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** `from` and `to` are places in the drawing. Values that a logarithmic axis cannot show stand at its lower end. */
export function axis(values: readonly number[], log: boolean, from: number, to: number): Axis {
  const usable = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  let low = usable.length > 0 ? Math.min(...usable) : 1;
  let high = usable.length > 0 ? Math.max(...usable) : 10;
  if (log) {
    low = 10 ** Math.floor(Math.log10(low));
    high = 10 ** Math.ceil(Math.log10(high * 1.0001));
    const decades = Math.max(1, Math.round(Math.log10(high / low)));
    const every = Math.ceil(decades / 6);
    const ticks: number[] = [];
    for (let i = 0; i <= decades; i += every) ticks.push(low * 10 ** i);
    return { ticks, at: (value) => from + ((to - from) * Math.log10(Math.max(value, low) / low)) / decades };
  }
  low = Math.min(0, low);
  if (high <= low) high = low + 1;
  const ticks = Array.from({ length: 6 }, (_, i) => low + ((high - low) * i) / 5);
  return { ticks, at: (value) => from + ((to - from) * (value - low)) / (high - low) };
}

/** A number as it stands beside a tick: 0.5, 250, 20k, 3M. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size < 1e-3 && value !== 0)) return value.toExponential(0).replace('+', '');
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

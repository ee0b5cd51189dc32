// What a quantitative workload is: named parameters, each with the source of its value, and curves.
export interface WorkloadParameter {
  readonly value: number;
  readonly unit: string;
  readonly says: string;
  /** Where the value is from, or "assumed". */
  readonly source: string;
  readonly min: number;
  readonly max: number;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logX: boolean;
  readonly logY: boolean;
  readonly curves: readonly Curve[];
}

export interface Workload<P extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly parameters: Readonly<Record<P, WorkloadParameter>>;
  readonly notes: readonly string[];
  run(p: Readonly<Record<P, number>>): Chart[];
}

export function workload<P extends string>(w: Workload<P>): Workload {
  return w as unknown as Workload;
}

/** A parameter. */
export function param(
  value: number,
  unit: string,
  says: string,
  source: string,
  min = 0,
  max = 1e12,
): WorkloadParameter {
  return { value, unit, says, source, min, max };
}

export interface WorkloadResult {
  readonly workload: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, WorkloadParameter>>;
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
}

/** Runs a workload with some parameters set. Throws RangeError on an unknown name or a value out of range. */
export function runWorkload(w: Workload, set: Readonly<Record<string, number>>): WorkloadResult {
  const parameters: Record<string, WorkloadParameter> = { ...w.parameters };
  for (const [name, value] of Object.entries(set)) {
    const known = Object.hasOwn(w.parameters, name) ? w.parameters[name] : undefined;
    if (!known)
      throw new RangeError(
        `${w.id} has no parameter ${name}; it has ${Object.keys(w.parameters).join(', ')}`,
      );
    if (!(value >= known.min && value <= known.max))
      throw new RangeError(`${w.id}: ${name} goes from ${known.min} to ${known.max}, not ${value}`);
    parameters[name] = { ...known, value, source: 'set by the user' };
  }
  const values = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  return { workload: w.id, title: w.title, parameters, notes: w.notes, charts: w.run(values) };
}

/** The value below which the fraction `q` of a sample lies. */
export function quantile(sample: Float64Array | readonly number[], q: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

export function mean(sample: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const x of sample) sum += x;
  return sample.length === 0 ? 0 : sum / sample.length;
}

// The five workloads.
import { atomics } from './atomics.ts';
import { duplicateBandwidth } from './duplicateBandwidth.ts';
import { waitCollision, waitHotPage, waitRhashtable } from './waits.ts';
import type { Workload } from './workload.ts';

export const workloads: readonly Workload[] = [
  waitCollision,
  waitHotPage,
  waitRhashtable,
  atomics,
  duplicateBandwidth,
];

/** Throws RangeError with one clear line when there is none of this id. */
export function workloadOf(id: string): Workload {
  const found = workloads.find((w) => w.id === id);
  if (!found) throw new RangeError(`no workload ${id}; there are ${workloads.map((w) => w.id).join(', ')}`);
  return found;
}

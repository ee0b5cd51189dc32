// The state as a table: every field, before the step and after it, and under another scheme.
import type { Timeline } from './timeline.ts';

export interface FieldRow {
  readonly name: string;
  readonly value: string;
  /** Set when the last step changed it. */
  readonly before?: string;
}

/** Fields by name; where each process stands is told by the steps. */
export function fieldRows(line: Timeline, at: number, filter: string, changedOnly: boolean): FieldRow[] {
  const now = line.values(at);
  const before = at > 0 ? line.values(at - 1) : now;
  const wanted = filter.trim().toLowerCase();
  const rows: FieldRow[] = [];
  for (const [name, value] of now) {
    if (name.endsWith('.pc')) continue;
    const was = before.get(name);
    const changed = was !== undefined && was !== value;
    if (changedOnly && !changed) continue;
    if (wanted !== '' && !`${name} ${value}`.toLowerCase().includes(wanted)) continue;
    rows.push(changed ? { name, value, before: was } : { name, value });
  }
  return rows;
}

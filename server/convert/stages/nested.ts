import type { Edit } from '../../fixes/plan.ts';

/**
 * Edits of one file in which none holds another: an inner one is made in the outer one's text, which has
 * what it replaces word for word. `lost` are those that cannot be found there.
 */
export function flattened(edits: readonly Edit[], text: string): { edits: Edit[]; lost: Edit[] } {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Edit[] = [];
  const lost: Edit[] = [];
  for (const edit of sorted) {
    const around = out[out.length - 1];
    if (!around || edit.start >= around.end) {
      out.push(edit);
      continue;
    }
    const old = text.slice(edit.start, edit.end);
    const parts = around.text.split(old);
    if (edit.end <= around.end && parts.length === 2)
      out[out.length - 1] = { ...around, text: parts.join(edit.text) };
    else lost.push(edit);
  }
  return { edits: out, lost };
}

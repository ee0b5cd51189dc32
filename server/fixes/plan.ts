/**
 * A plan: edits with what each is for, and what was refused. The same plan becomes an editor's
 * workspace edit, a diff, a patch series or Coccinelle rules. Plain values.
 */

/** What kind of place an edit changes; previews and patches are grouped by it. */
export type Group =
  /** a prototype, or the declaration of a variable */
  | 'declaration'
  /** the head of the function that the plan is about */
  | 'definition'
  /** an argument in a call */
  | 'caller'
  /** a slot of a table of functions: its type */
  | 'ops-table'
  /** the head of a function that stands in such a slot */
  | 'implementation'
  /** a header: inline functions, the plan's own helpers, an include */
  | 'header'
  /** statements of a function's body */
  | 'body'
  /** comments and kernel-doc */
  | 'comment'
  /** a Makefile */
  | 'build';

/** A replacement in one file, by UTF-16 offsets of the text that the plan was made from. */
export interface Edit {
  /** relative to the tree, with `/` */
  readonly file: string;
  readonly start: number;
  /** equal to `start` where text is put in */
  readonly end: number;
  readonly text: string;
  readonly group: Group;
  /** one sentence, for the preview */
  readonly reason: string;
  /** a doubtful edit is never made unasked */
  readonly confidence: 'proved' | 'doubtful';
  /**
   * Edits of one tie compile only together: a function's head, its prototypes and all its calls; for a slot its
   * type, all its implementations and their calls. `set_page_dirty()`, `address_space_operations.readpage`;
   * with its file in front where the function is static: `mm/util.c:note()`. Absent where an edit stands alone.
   */
  readonly tie?: string;
}

/** A place that the plan leaves as it is, with the rule that says so. */
export interface Refusal {
  readonly file: string;
  /** UTF-16 offset of the place in the file's text */
  readonly offset: number;
  readonly function: string | null;
  /** id of the rule: `not-assigned`, `in-macro`, `address-taken` */
  readonly rule: string;
  /** one sentence that says what is in the way */
  readonly reason: string;
}

/** A file that the plan adds to the tree. */
export interface NewFile {
  readonly file: string;
  readonly text: string;
  readonly reason: string;
}

export interface Plan {
  readonly edits: readonly Edit[];
  readonly created: readonly NewFile[];
  /** files that the plan takes away again; absent where there are none */
  readonly removed?: readonly string[];
  readonly refusals: readonly Refusal[];
}

export const NOTHING: Plan = { edits: [], created: [], refusals: [] };

/** Two edits that cannot both be made; the message names file and offsets. */
export class EditConflict extends Error {
  override name = 'EditConflict';
}

/** One plan of several. An edit that stands in two of them is made once. */
export function joined(plans: readonly Plan[]): Plan {
  const edits = new Map<string, Edit>();
  for (const edit of plans.flatMap((plan) => plan.edits))
    edits.set(`${edit.file}:${edit.start}:${edit.end}:${edit.text}`, edit);
  const removed = plans.flatMap((plan) => plan.removed ?? []);
  return {
    edits: [...edits.values()],
    created: plans.flatMap((plan) => plan.created),
    ...(removed.length > 0 && { removed }),
    refusals: plans.flatMap((plan) => plan.refusals),
  };
}

/**
 * The text after the edits, all of which are of one file and count by the text given. Insertions at
 * one offset are made in the order given. Throws EditConflict where two overlap.
 */
export function applied(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, order) => ({ edit, order }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
  let out = '';
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length)
      throw new EditConflict(`${edit.file}: two edits overlap at ${edit.start}–${edit.end}`);
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** The edits by file, in order of first appearance. */
export function byFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const files = new Map<string, Edit[]>();
  for (const edit of edits) {
    const known = files.get(edit.file);
    if (known) known.push(edit);
    else files.set(edit.file, [edit]);
  }
  return files;
}

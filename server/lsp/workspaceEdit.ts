import { structuredPatch } from 'diff';
import type { ChangeAnnotation, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { applied, byFile, type Edit, type Group, type Plan } from '../fixes/plan.ts';
import { tidy } from '../fixes/style.ts';
import { SourceText } from '../syntax/source.ts';

/** Where the files of a plan are, and what the client can do with edits. */
export interface EditTarget {
  uri(file: string): string;
  /** the text that the plan was made from */
  text(file: string): string;
  /** of an open document; null for a file that is not open */
  version(file: string): number | null;
  readonly confirms: boolean;
  readonly versioned: boolean;
  readonly creates: boolean;
}

/** What a preview calls the edits of one kind. */
const LABELS: Readonly<Record<Group, string>> = {
  declaration: 'Declarations',
  definition: 'Definition',
  caller: 'Callers',
  'ops-table': 'Type of the slot',
  implementation: 'Implementations of the slot',
  header: 'Headers',
  body: 'Code',
  comment: 'Comments',
  build: 'Build',
};

/**
 * A plan as the client carries it out. Each kind of place is a group of its own in the preview; what is only likely
 * to be right must be confirmed there, and is left out where the client cannot ask. Null where nothing is left, or
 * the plan needs what the client cannot do.
 */
export function workspaceEdit(plan: Plan, target: EditTarget): WorkspaceEdit | null {
  const edits = plan.edits.filter(({ confidence }) => confidence === 'proved' || target.confirms);
  if (edits.length === 0 || (plan.created.length > 0 && !(target.creates && target.versioned))) return null;
  const files = [...byFile(edits)].map(([file, list]) => ({
    file,
    list: textEdits(target.text(file), list, target),
  }));
  if (!target.versioned)
    return { changes: Object.fromEntries(files.map(({ file, list }) => [target.uri(file), list])) };
  const changed = files.map(
    ({ file, list }): TextDocumentEdit => ({
      textDocument: { uri: target.uri(file), version: target.version(file) },
      edits: list,
    }),
  );
  const created = plan.created.flatMap(({ file, text }) => {
    const uri = target.uri(file);
    const start = { line: 0, character: 0 };
    return [
      { kind: 'create' as const, uri },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    ];
  });
  return {
    documentChanges: [...created, ...changed],
    ...(target.confirms && { changeAnnotations: annotations(edits) }),
  };
}

/** The edits of one file; where lines have to be wrapped anew, whole lines. */
function textEdits(text: string, edits: readonly Edit[], { confirms }: EditTarget): TextEdit[] {
  const source = new SourceText(text);
  const position = (offset: number): { line: number; character: number } => {
    const { row, column } = source.pointOf(offset);
    return { line: row, character: column };
  };
  const after = tidy(text, edits);
  if (after === applied(text, edits))
    return edits.map((edit) => ({
      range: { start: position(edit.start), end: position(edit.end) },
      newText: edit.text,
      ...(confirms && { annotationId: idOf(edit) }),
    }));
  const { hunks } = structuredPatch('a', 'a', text, after, undefined, undefined, { context: 0 });
  return hunks.map(({ oldStart, oldLines, lines }) => {
    // a hunk that takes no line away names the line before it
    const first = oldLines === 0 ? oldStart : oldStart - 1;
    const start = source.lineStarts[first] ?? text.length;
    const end = source.lineStarts[first + oldLines] ?? text.length;
    const inside = edits.filter((edit) => edit.start <= end && start <= edit.end);
    const id = inside.find(({ confidence }) => confidence === 'doubtful') ?? inside[0] ?? edits[0];
    return {
      range: { start: { line: first, character: 0 }, end: { line: first + oldLines, character: 0 } },
      newText: lines.flatMap((line) => (line.startsWith('+') ? [`${line.slice(1)}\n`] : [])).join(''),
      ...(confirms && id && { annotationId: idOf(id) }),
    };
  });
}

function annotations(edits: readonly Edit[]): Record<string, ChangeAnnotation> {
  const made: Record<string, ChangeAnnotation> = {};
  for (const edit of edits) {
    const isDoubtful = edit.confidence === 'doubtful';
    made[idOf(edit)] ??= {
      label: isDoubtful ? `${LABELS[edit.group]}: to be confirmed` : LABELS[edit.group],
      description: edit.reason,
      ...(isDoubtful && { needsConfirmation: true }),
    };
  }
  return made;
}

/** What is doubtful is asked for one by one, the rest by its group. */
function idOf({ group, confidence, file, start }: Edit): string {
  return confidence === 'proved' ? group : `${group} ${file}:${start}`;
}

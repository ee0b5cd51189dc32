import { structuredPatch } from 'diff';
import type {
  ChangeAnnotation,
  CreateFile,
  DeleteFile,
  Position,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { applied, byFile, type Edit, type Group, type Plan } from '../fixes/plan.ts';
import { tidy } from '../fixes/style.ts';
import { SourceText } from '../syntax/source.ts';
import type { ClientFlags } from './clientFlags.ts';

/** Where the files of a plan are, and what the client can do with edits. */
export interface EditTarget {
  uri(file: string): string;
  /** the text that the plan was made from; null for a file that is not there */
  text(file: string): string | null;
  /** of an open document; null for a file that is not open */
  version(file: string): number | null;
  readonly client: Pick<ClientFlags, 'confirmsEdits' | 'versionedEdits' | 'createsFiles'>;
  /** has the client show what it is about to do, even where nothing is doubtful */
  readonly preview: boolean;
  /** between two files: a plan of hundreds must not keep others waiting */
  rest(): Promise<void>;
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

/** Of the edit that changes nothing; see `opener`. */
const PREVIEW = 'preview';

/**
 * A plan as the client carries it out. Each kind of place is a group of its own in the preview; what is only likely
 * to be right must be confirmed there, and is left out where the client cannot ask. Null where nothing is left, or
 * the plan needs what the client cannot do.
 */
export async function workspaceEdit(plan: Plan, target: EditTarget): Promise<WorkspaceEdit | null> {
  const { confirmsEdits, versionedEdits, createsFiles } = target.client;
  const edits = confirmsEdits ? plan.edits : undoubted(plan.edits);
  const removed = plan.removed ?? [];
  const touchesFiles = plan.created.length > 0 || removed.length > 0;
  if (edits.length === 0 && (!touchesFiles || plan.edits.length > 0)) return null;
  if (touchesFiles && !(createsFiles && versionedEdits)) return null;
  const notes = new Annotations(confirmsEdits);
  const changed: TextDocumentEdit[] = [];
  for (const [file, list] of byFile(edits)) {
    await target.rest();
    const textDocument = { uri: target.uri(file), version: target.version(file) };
    changed.push({ textDocument, edits: textEdits(target.text(file) ?? '', list, notes) });
  }
  if (!versionedEdits) return { changes: plainChanges(changed) };
  const operations: (CreateFile | DeleteFile | TextDocumentEdit)[] = [];
  for (const { file, text, reason } of plan.created) {
    const uri = target.uri(file);
    const newText = { range: { start: START, end: START }, newText: text, ...notes.of('New files', reason) };
    operations.push({ kind: 'create', uri, options: { overwrite: true } });
    operations.push({ textDocument: { uri, version: null }, edits: [newText] });
  }
  operations.push(...changed);
  for (const file of removed) operations.push({ kind: 'delete', uri: target.uri(file) });
  if (target.preview && confirmsEdits) operations.push(...opener(changed, notes));
  return { documentChanges: operations, ...(confirmsEdits && { changeAnnotations: notes.all }) };
}

const START: Position = { line: 0, character: 0 };

/** Edits that need no question. What compiles only together with a doubtful edit goes with it. */
function undoubted(edits: readonly Edit[]): Edit[] {
  const doubtful = edits.filter(({ confidence }) => confidence === 'doubtful');
  const ties = new Set(doubtful.flatMap(({ tie }) => tie ?? []));
  return edits.filter(
    ({ confidence, tie }) => confidence === 'proved' && (tie === undefined || !ties.has(tie)),
  );
}

function plainChanges(changed: readonly TextDocumentEdit[]): Record<string, TextEdit[]> {
  return Object.fromEntries(changed.map((each) => [each.textDocument.uri, each.edits as TextEdit[]]));
}

/**
 * An editor that previews only what must be confirmed shows that with nothing ticked, and whoever applies it as it
 * is would get half a refactoring. So what must be confirmed is an edit that changes nothing: the preview opens, and
 * all the others are ticked in it.
 */
function opener(changed: readonly TextDocumentEdit[], notes: Annotations): TextDocumentEdit[] {
  const [first] = changed;
  const [edit] = first?.edits ?? [];
  if (!first || !edit) return [];
  const { start } = edit.range;
  const said = notes.of(
    'Nothing to tick here',
    'It changes nothing; it only has this preview opened.',
    PREVIEW,
  );
  return [{ ...first, edits: [{ range: { start, end: start }, newText: '', ...said }] }];
}

/** The edits of one file; where lines have to be wrapped anew, whole lines. */
function textEdits(text: string, edits: readonly Edit[], notes: Annotations): TextEdit[] {
  const source = new SourceText(text);
  const position = (offset: number): Position => {
    const { row, column } = source.pointOf(offset);
    return { line: row, character: column };
  };
  const after = tidy(text, edits);
  if (after === applied(text, edits))
    return edits.map((edit) => ({
      range: { start: position(edit.start), end: position(edit.end) },
      newText: edit.text,
      ...notes.ofEdit(edit),
    }));
  const { hunks } = structuredPatch('a', 'a', text, after, undefined, undefined, { context: 0 });
  return hunks.map(({ oldStart, oldLines, lines }) => {
    // a hunk that takes no line away names the line before it
    const first = oldLines === 0 ? oldStart : oldStart - 1;
    const start = source.lineStarts[first] ?? text.length;
    const end = source.lineStarts[first + oldLines] ?? text.length;
    const inside = edits.filter((edit) => edit.start <= end && start <= edit.end);
    const edit = inside.find(({ confidence }) => confidence === 'doubtful') ?? inside[0] ?? edits[0];
    return {
      range: { start: position(start), end: position(end) },
      newText: newLines(lines),
      ...(edit && notes.ofEdit(edit)),
    };
  });
}

/** The lines that a hunk puts in; the last one without its end where the file has none. */
function newLines(hunk: readonly string[]): string {
  let text = '';
  for (const [at, line] of hunk.entries())
    if (line.startsWith('+')) text += hunk[at + 1]?.startsWith('\\') ? line.slice(1) : `${line.slice(1)}\n`;
  return text;
}

/** What the preview says of the edits. A client that asks nobody is told nothing. */
class Annotations {
  readonly all: Record<string, ChangeAnnotation> = {};
  readonly #ids = new Map<string, string>();

  constructor(private readonly isWanted: boolean) {}

  ofEdit({ group, reason, confidence, file, start }: Edit): { annotationId?: string } {
    return confidence === 'proved'
      ? this.of(LABELS[group], reason)
      : // asked for one by one
        this.of(`${LABELS[group]}: to be confirmed`, reason, `${group} ${file}:${start}`);
  }

  /** With an id the edit must be confirmed. */
  of(label: string, description: string, id?: string): { annotationId?: string } {
    if (!this.isWanted) return {};
    const key = id ?? `${label}: ${description}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return { annotationId: known };
    const annotationId = id ?? `${label} ${this.#ids.size}`;
    this.#ids.set(key, annotationId);
    this.all[annotationId] = { label, description, ...(id !== undefined && { needsConfirmation: true }) };
    return { annotationId };
  }
}

import * as vscode from 'vscode';
import type { Converted } from '../server.ts';

const SCHEME = 'mapshift-convert';

/** Texts that exist only to be looked at: what a stage leaves, and files as it would make them. */
export class LeftDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** A document of this name and text; one of the same name before takes the new text. */
  keep(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${path}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  /** Opens the report of what a stage leaves. */
  async show(made: Converted): Promise<void> {
    const uri = this.keep(`${vscode.l10n.t('What {0} leaves', made.stage)}.md`, leftMarkdown(made));
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }
}

/** The places that a stage leaves, by the rule that says so, the most frequent first; each a link. */
export function leftMarkdown({ stage, left }: Pick<Converted, 'stage' | 'left'>): string {
  const byRule = grouped(left);
  const sections = [...byRule]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([rule, places]) => {
      const lines = places.map(({ uri, file, position, function: within, reason }) => {
        const line = position.line + 1;
        const where = within === null ? '' : ` ${within}():`;
        return `- [${file}:${line}](${uri}#L${line},${position.character + 1}):${where} ${reason}`;
      });
      return `## ${rule} (${places.length})\n\n${lines.join('\n')}\n`;
    });
  return `# ${vscode.l10n.t('What {0} leaves', stage)}\n\n${sections.join('\n')}`;
}

function grouped(left: Converted['left']): Map<string, Converted['left'][number][]> {
  const groups = new Map<string, Converted['left'][number][]>();
  for (const place of left) groups.set(place.rule, [...(groups.get(place.rule) ?? []), place]);
  return groups;
}

type Change = [label: vscode.Uri, before: vscode.Uri | undefined, after: vscode.Uri];

/** Each file beside what it would become, for the editor of many differences. */
export async function changesOf(made: Converted, documents: LeftDocuments): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [uri, edits] of made.edit?.entries() ?? []) {
    const before = await vscode.workspace.openTextDocument(uri).then(
      (document) => document,
      () => undefined,
    );
    const path = `${made.stage}/${vscode.workspace.asRelativePath(uri)}`;
    const after = documents.keep(path, textAfter(before, edits));
    changes.push([uri, before?.uri, after]);
  }
  return changes;
}

/** The text with the edits made; all count by the text before, and of two at one place the first comes first. */
export function textAfter(
  before: Pick<vscode.TextDocument, 'getText' | 'offsetAt'> | undefined,
  edits: readonly vscode.TextEdit[],
): string {
  const text = before?.getText() ?? '';
  const offset = (position: vscode.Position): number => before?.offsetAt(position) ?? 0;
  const sorted = edits
    .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let out = '';
  let at = 0;
  for (const { start, end, newText } of sorted) {
    out += text.slice(at, start) + newText;
    at = end;
  }
  return out + text.slice(at);
}

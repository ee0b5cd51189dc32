import { LSPErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver/node';
import type { TrackedField } from '../conversion/field.ts';
import { type PlanStage, treeStage } from '../convert/header/marker.ts';
import type { Plan } from '../fixes/plan.ts';
import type { WorkspaceTree } from '../host/conversionTree.ts';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';
import { workspaceEdit } from './workspaceEdit.ts';

/** The answer to a request about a text that is no longer there; the client asks again. */
export function changedSince(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since: ask again');
}

/** One plan of a folder, from the first look at its tree to the edit that the client gets. */
export class Planner {
  readonly #versions: ReadonlyMap<string, number>;
  #tree: Promise<WorkspaceTree> | undefined;

  constructor(
    private readonly session: Session,
    private readonly folder: Folder,
    private readonly signal: AbortSignal,
  ) {
    this.#versions = this.#openVersions();
  }

  /** Read when it is first asked for. Rejects with Cancelled. */
  tree(onProgress?: (read: number, total: number) => void): Promise<WorkspaceTree> {
    this.#tree ??= this.session.settled().then(() => this.folder.conversionTree(this.signal, onProgress));
    return this.#tree;
  }

  /** The last stage that the folder was carried through, by the text of its header alone. */
  async stage(): Promise<PlanStage | null> {
    const { field } = this.session;
    return treeStage(await this.session.text(this.folder, field.plan?.header ?? ''), field);
  }

  /** Whether the placeholder stands somewhere already, as far as that is known without reading the tree. */
  names({ placeholder }: TrackedField): boolean {
    const files = this.folder.ready?.report().files ?? [];
    return files.some(({ rungs }) => rungs.some(({ name }) => name === placeholder));
  }

  /** The plan as an edit of the texts that it was made from. Throws where one of them has changed meanwhile. */
  async edit(plan: Plan, preview: boolean): Promise<WorkspaceEdit | null> {
    const { session, folder } = this;
    const tree = await this.#tree;
    const texts = new Map<string, string | null>();
    for (const { file } of plan.edits)
      if (!texts.has(file)) texts.set(file, tree ? tree.text(file) : await session.text(folder, file));
    const made = await workspaceEdit(plan, {
      uri: (file) => folder.uriOf(file),
      text: (file) => texts.get(file) ?? null,
      version: (file) => session.documents.openText(folder, file)?.version ?? null,
      client: session.client,
      preview,
      rest: () => tree?.rest() ?? Promise.resolve(),
    });
    const now = this.#openVersions();
    if (this.signal.aborted || [...texts.keys()].some((file) => now.get(file) !== this.#versions.get(file)))
      throw changedSince();
    return made;
  }

  #openVersions(): Map<string, number> {
    return new Map(
      this.session.documents
        .openFiles(this.folder)
        .map(({ file }) => [file, this.session.documents.openText(this.folder, file)?.version ?? 0]),
    );
  }
}

import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReport } from '../conversion/model.ts';
import { MAX_PARSED_BYTES } from '../host/read.ts';
import type { Engine } from './engine.ts';
import type { Folder } from './folder.ts';

/** An open document as the features see it: the text and what is known about exactly this text. */
export interface View {
  readonly uri: string;
  readonly document: TextDocument;
  readonly folder: Folder;
  /** the engine's name for it */
  readonly file: string;
  readonly engine: Engine;
  readonly report: FileReport;
}

interface Entry {
  document: TextDocument;
  folder: Folder;
  file: string;
  engine: Engine | undefined;
  /** the report of `analysed`, a version of the document */
  report: FileReport | undefined;
  analysed: number | undefined;
  timer: NodeJS.Timeout | undefined;
  /** its last analysis failed */
  failed: boolean;
}

export interface DocumentEvents {
  /** a document has a new report */
  analysed(view: View): void;
  closed(uri: string): void;
  failed(uri: string, error: unknown): void;
}

/**
 * Keeps each open document analysed. A change is analysed as soon as the queue is empty, and under a
 * flood of changes at most half of the time: the wait is as long as the last analysis took. Only the
 * latest text is ever analysed, and a request that comes in between has it done at once.
 */
export class OpenDocuments {
  readonly #entries = new Map<string, Entry>();
  #resumeAt = 0;

  constructor(
    private readonly locate: (uri: string) => { folder: Folder; file: string },
    private readonly events: DocumentEvents,
  ) {}

  open(document: TextDocument): void {
    this.#entries.set(document.uri, {
      document,
      ...this.locate(document.uri),
      engine: undefined,
      report: undefined,
      analysed: undefined,
      timer: undefined,
      failed: false,
    });
    this.#attach(document.uri);
  }

  change(document: TextDocument): void {
    const entry = this.#entries.get(document.uri);
    if (!entry) {
      this.open(document);
      return;
    }
    entry.document = document;
    entry.timer ??= setTimeout(
      () => {
        entry.timer = undefined;
        if (entry.analysed !== entry.document.version) this.#analyse(entry);
      },
      Math.max(0, this.#resumeAt - performance.now()),
    );
  }

  close(uri: string): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.#entries.delete(uri);
    try {
      entry.engine?.closeDocument(entry.file);
    } catch (error) {
      this.events.failed(uri, error);
    }
    this.events.closed(uri);
  }

  /** The document with an up-to-date report; undefined when it is not open or cannot be analysed. */
  async view(uri: string): Promise<View | undefined> {
    const entry = this.#entries.get(uri);
    if (!entry) return undefined;
    if (!entry.engine) await entry.folder.engine().catch(() => undefined);
    // closed, or moved to another folder, while the engine was opening
    if (this.#entries.get(uri) !== entry) return undefined;
    this.#adopt(entry);
    if (entry.analysed !== entry.document.version) this.#analyse(entry);
    return viewOf(entry);
  }

  /** Open documents that have a report, not necessarily of the latest keystroke. */
  views(): View[] {
    return [...this.#entries.values()].flatMap((entry) => viewOf(entry) ?? []);
  }

  /** The text of an open document by its engine's name. */
  openText(folder: Folder, file: string): TextDocument | undefined {
    for (const entry of this.#entries.values())
      if (entry.folder === folder && entry.file === file) return entry.document;
    return undefined;
  }

  openFiles(folder: Folder): { file: string; text: string }[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.folder === folder)
      .map((entry) => ({ file: entry.file, text: entry.document.getText() }));
  }

  /** Asks the engines again: what other files say may have changed the picture. */
  reread(): void {
    for (const entry of this.#entries.values()) {
      if (!entry.engine || entry.analysed !== entry.document.version) continue;
      const report = entry.engine.fileReport(entry.file);
      if (!report || report === entry.report) continue;
      entry.report = report;
      this.#announce(entry);
    }
  }

  /** Finds each document's folder anew and analyses it there: folders or the tracked field changed. */
  relocate(): void {
    for (const [uri, entry] of [...this.#entries]) {
      clearTimeout(entry.timer);
      this.open(entry.document);
      if (
        entry.engine &&
        entry.folder.ready === entry.engine &&
        this.#entries.get(uri)?.folder !== entry.folder
      )
        entry.engine.closeDocument(entry.file);
    }
  }

  #attach(uri: string): void {
    const entry = this.#entries.get(uri);
    entry?.folder.engine().then(
      () => {
        if (this.#entries.get(uri) !== entry) return;
        this.#adopt(entry);
        if (entry.analysed !== entry.document.version) this.#analyse(entry);
      },
      (error) => this.events.failed(uri, error),
    );
  }

  #adopt(entry: Entry): void {
    if (entry.engine || !entry.folder.ready) return;
    entry.engine = entry.folder.ready;
    entry.analysed = undefined;
  }

  #analyse(entry: Entry): void {
    const { engine, document } = entry;
    if (!engine) return;
    clearTimeout(entry.timer);
    entry.timer = undefined;
    const start = performance.now();
    const opening = entry.report === undefined;
    let failure: unknown;
    try {
      const text = document.getText();
      if (text.length > MAX_PARSED_BYTES)
        throw new Error('generated data, not analysed: too large to be code');
      entry.report = opening
        ? engine.openDocument(entry.file, text)
        : engine.changeDocument(entry.file, text);
    } catch (error) {
      failure = error;
      // nothing rather than something stale
      entry.report = { file: entry.file, uses: [], rungs: [], converted: [], damage: [], falseFriends: 0 };
    }
    // said once, not at every keystroke
    if (failure !== undefined && !entry.failed) this.events.failed(document.uri, failure);
    entry.failed = failure !== undefined;
    entry.analysed = document.version;
    const end = performance.now();
    // a document opened is no flood: the first key in it is not kept waiting for what opening took
    if (!opening) this.#resumeAt = end + (end - start);
    this.#announce(entry);
  }

  #announce(entry: Entry): void {
    const view = viewOf(entry);
    if (view) this.events.analysed(view);
  }
}

function viewOf(entry: Entry): View | undefined {
  const { engine, report, document, folder, file } = entry;
  return engine && report && { uri: document.uri, document, folder, file, engine, report };
}

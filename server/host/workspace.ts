import { analyse, type Reading } from '../conversion/analysis.ts';
import { Prefilter } from '../conversion/candidates.ts';
import { type FileFacts, NO_FACTS } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import { KnownItems } from '../conversion/knownItems.ts';
import type { FileReport, Problem } from '../conversion/model.ts';
import type { TreeReport } from '../index/tree.ts';
import type { CParser, Syntax } from '../syntax/parser.ts';
import { Cache, type HashedFacts, type Snapshot, type StoredSnapshot } from './cache.ts';
import { indexTree } from './indexer.ts';
import { Links } from './links.ts';
import { findMacroCalls, refreshMacroCalls } from './macroSearch.ts';
import { Scanner } from './scan.ts';
import { Slice } from './slice.ts';
import { VERSION } from './version.ts';
import { isSource, reasonOf, treeRoot } from './walk.ts';
import { loadParser } from './wasm.ts';

export interface WorkspaceOptions {
  /** the tree */
  readonly root: string;
  readonly field: TrackedField;
  /** where snapshots are kept; null for none */
  readonly cacheDir?: string | null;
  /** scanning threads; by default one for each core, at most eight */
  readonly workers?: number;
  /** milliseconds for which somebody waits for an answer, so that background work stands back */
  readonly quietIn?: () => number;
}

export interface IndexOptions {
  readonly signal?: AbortSignal;
  /** read everything again */
  readonly ignoreCache?: boolean;
  /** called now and then; `total` is 0 until the tree has been walked */
  readonly onProgress?: (scanned: number, total: number) => void;
  /** only these files and folders, relative to the root */
  readonly paths?: readonly string[];
  /** let other work run in between: a server does, a command line need not */
  readonly yieldOften?: boolean;
}

/**
 * A pause in typing, in milliseconds, after which background work goes on. What an editor asks after a key it
 * asks at once, and who types fast is back after 60: a slice that begins soon is over by then.
 */
const TYPING_PAUSE_MS = 20;

/** A tree of C sources and what is known of it. Everything in here runs on one thread but the scanning. */
export class Workspace {
  #typedAt = Number.NEGATIVE_INFINITY;
  #facts: ReadonlyMap<string, FileFacts> = new Map();
  #reports: ReadonlyMap<string, FileReport> = new Map();
  readonly #open = new Map<string, Syntax>();
  readonly #known = new Map<string, KnownItems<Reading>>();
  readonly #openReports = new Map<string, FileReport>();
  readonly #prefilter: Prefilter;
  #links: Links;
  #problems: readonly Problem[] = [];
  #files: ReadonlySet<string> = new Set();
  /** where the facts are that restored reports were made from: read when they are needed */
  #stored: StoredSnapshot | null = null;
  #complete = false;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly root: string,
    readonly options: WorkspaceOptions,
    readonly parser: CParser,
  ) {
    this.#prefilter = new Prefilter(options.field);
    this.#links = this.#newLinks();
  }

  /** Loads the grammar; reads nothing of the tree yet. Throws TreeError for a root that is no folder. */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(treeRoot(options.root), options, await loadParser());
  }

  get field(): TrackedField {
    return this.options.field;
  }

  /** Every C file that the last index found. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** What is known now; open documents as they are in the editor. */
  report(): TreeReport {
    const files = [...this.#reports.values()].filter((each) => !this.#open.has(each.file));
    files.push(...this.#openReports.values());
    files.sort((a, b) => (a.file < b.file ? -1 : 1));
    return {
      files: files.filter(hasContent),
      problems: this.#problems,
      scanned: this.#files.size,
      complete: this.#complete,
    };
  }

  fileReport(file: string): FileReport | undefined {
    return this.#openReports.get(file) ?? this.#reports.get(file);
  }

  /** Syntax of an open document. */
  syntaxOf(file: string): Syntax | undefined {
    return this.#open.get(file);
  }

  /** Reads the tree, or as much of it as has changed. Rejects with Cancelled when cancelled; what was known stays. */
  index(options: IndexOptions = {}): Promise<TreeReport> {
    return this.#inTurn(() => this.#index(options));
  }

  /** Reads files again that have changed on disk, were added or removed. */
  refresh(files: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#refresh(files));
  }

  openDocument(file: string, text: string): FileReport {
    return this.changeDocument(file, text);
  }

  /** Parses the new text, reusing what has not changed, and reports on it. */
  changeDocument(file: string, text: string): FileReport {
    this.#typedAt = performance.now();
    this.#open.set(file, this.parser.parse(text, this.#open.get(file)));
    if (file.endsWith('.h')) this.#links.edited(file);
    const facts = this.#factsOfOpen(file);
    const report = this.#links.report(file, facts);
    const known = report.uses.every((use) => use.record !== null);
    // its own declarations are read again only where they may tell more: that takes as long as the rest
    if (!known) this.#links.edited(file);
    const last = known ? report : this.#links.report(file, facts);
    this.#openReports.set(file, last);
    return last;
  }

  closeDocument(file: string): void {
    this.#open.get(file)?.dispose();
    this.#openReports.delete(file);
    this.#known.delete(file);
    // what it declared may never have been saved
    if (this.#open.delete(file)) this.#links.edited(file);
  }

  dispose(): void {
    for (const file of [...this.#open.keys()]) this.closeDocument(file);
  }

  /** Milliseconds until nobody has typed, or asked for anything, for a moment. */
  #quietIn(): number {
    const typing = this.#typedAt + TYPING_PAUSE_MS - performance.now();
    return Math.max(typing, this.options.quietIn?.() ?? 0);
  }

  async #index(options: IndexOptions): Promise<TreeReport> {
    const slice = new Slice(options.yieldOften ?? false, options.signal, () => this.#quietIn());
    const cache = this.#cache(options.paths);
    const tree = await indexTree({
      root: this.root,
      field: this.field,
      paths: options.paths ?? [],
      cache: options.ignoreCache ? null : cache,
      workers: this.options.workers,
      slice,
      onProgress: options.onProgress,
    });
    const links = this.#newLinks();
    const files = new Set(tree.files);
    // a part of a tree lists only its own headers: includes must look on the disk
    if (!options.paths?.length) links.files = files;
    const facts = new Map(tree.unchanged ? [] : withoutHashes(tree.facts));
    links.macroCalls = tree.unchanged
      ? tree.macroCalls
      : await findMacroCalls(facts, { scanner: this.#scanner(), files, slice });
    const reports = tree.unchanged ? tree.reports : await links.reportAll(facts, slice);
    // from here on nothing can be cancelled: all of the new is shown, or none of it
    this.#links = links;
    this.#files = files;
    this.#facts = facts;
    this.#reports = new Map(reports.map((report) => [report.file, report]));
    this.#stored = tree.unchanged ? tree.snapshot : null;
    this.#problems = tree.problems;
    this.#complete = true;
    for (const file of this.#open.keys()) this.#reportOpen(file);
    if (cache && !tree.unchanged) {
      const quiet = new Slice(slice.enabled, undefined, slice.quietIn);
      await this.#save(cache, { ...tree, reports, macroCalls: links.macroCalls }, quiet);
    }
    return this.report();
  }

  async #refresh(files: readonly string[]): Promise<void> {
    const links = this.#links;
    const slice = new Slice(true, undefined, () => this.#quietIn());
    const scanner = this.#scanner();
    const before = this.#recalledFacts(scanner);
    const changed = new Set(files);
    const facts = new Map([...before].filter(([file]) => !changed.has(file)));
    const reports = new Map([...this.#reports].filter(([file]) => !changed.has(file)));
    const listed = new Set(this.#files);
    const problems = this.#problems.filter((each) => !changed.has(each.file));
    for (const file of changed) {
      const { facts: fresh, problem, hash, gone } = scanner.scan(file);
      if (gone) listed.delete(file);
      else if (isSource(file)) listed.add(file);
      if (problem && !gone) problems.push(problem);
      if (hash) facts.set(file, fresh);
    }
    this.#files = listed;
    if (links.files.size > 0) links.files = listed;
    links.forget(files);
    const search = { scanner, files: listed, slice };
    const calls = await refreshMacroCalls(links.macroCalls, { changed, before, after: facts }, search);
    const all = calls !== null || files.some((file) => file.endsWith('.h'));
    if (calls) links.macroCalls = calls;
    const again = all ? facts : new Map([...facts].filter(([file]) => changed.has(file)));
    for (const report of await links.reportAll(again, slice)) reports.set(report.file, report);
    this.#facts = facts;
    this.#reports = reports;
    this.#problems = problems;
    for (const file of this.#open.keys()) this.#reportOpen(file);
  }

  /** One run at a time: a run that began earlier may have read older contents. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #newLinks(): Links {
    const { root, parser, field } = this;
    return new Links(root, field, parser, (file) => this.#open.get(file)?.text);
  }

  #scanner(): Scanner {
    return new Scanner(this.root, this.field, this.parser);
  }

  #reportOpen(file: string): void {
    this.#openReports.set(file, this.#links.report(file, this.#factsOfOpen(file)));
  }

  #factsOfOpen(file: string): FileFacts {
    const syntax = this.#open.get(file);
    return syntax
      ? analyse(syntax, file, this.#prefilter, this.parser, undefined, this.#knownItems(file))
      : NO_FACTS;
  }

  #knownItems(file: string): KnownItems<Reading> {
    let known = this.#known.get(file);
    if (!known) {
      known = new KnownItems();
      this.#known.set(file, known);
    }
    return known;
  }

  /** The facts behind the reports, also when only the reports were restored. */
  #recalledFacts(scanner: Scanner): ReadonlyMap<string, FileFacts> {
    if (!this.#stored) return this.#facts;
    const stored = this.#stored.facts();
    this.#stored = null;
    const facts = new Map<string, FileFacts>();
    for (const file of this.#reports.keys()) {
      // another process may have replaced the snapshot meanwhile
      facts.set(file, stored?.get(file)?.facts ?? scanner.scan(file).facts);
    }
    return facts;
  }

  #cache(paths: readonly string[] | undefined): Cache | null {
    const { cacheDir, field } = this.options;
    // a part of a tree is no tree: its snapshot would hide the rest
    return cacheDir && !paths?.length ? new Cache(cacheDir, this.root, field, VERSION) : null;
  }

  async #save(cache: Cache, snapshot: Snapshot, slice: Slice): Promise<void> {
    // reports judged by a header that is not saved hold for this editor only
    if ([...this.#open.keys()].some((file) => file.endsWith('.h'))) return;
    try {
      await cache.save(snapshot, () => slice.rest());
    } catch (error) {
      const message = `the cache cannot be written: ${reasonOf(error)}`;
      this.#problems = [...this.#problems, { file: this.options.cacheDir ?? '', message }];
    }
  }
}

function withoutHashes(hashed: ReadonlyMap<string, HashedFacts>): [string, FileFacts][] {
  return [...hashed].map(([file, { facts }]) => [file, facts]);
}

function hasContent(report: FileReport): boolean {
  return report.uses.length + report.rungs.length + report.converted.length + report.falseFriends > 0;
}

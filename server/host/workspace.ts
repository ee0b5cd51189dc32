import { analyse } from '../conversion/analysis.ts';
import { Prefilter } from '../conversion/candidates.ts';
import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import { type MacroCall, mayCall, untypedMacros } from '../conversion/macroCalls.ts';
import type { FileReport, Problem } from '../conversion/model.ts';
import { reportOf } from '../conversion/report.ts';
import type { TreeReport } from '../index/tree.ts';
import type { CParser, Syntax } from '../syntax/parser.ts';
import { Includes } from '../types/includes.ts';
import { Linker } from '../types/link.ts';
import { Cache } from './cache.ts';
import { indexTree } from './indexer.ts';
import { Scanner } from './scan.ts';
import { Slice } from './slice.ts';
import { DiskTree } from './sourceTree.ts';
import { VERSION } from './version.ts';
import { treeRoot } from './walk.ts';
import { loadParser } from './wasm.ts';

export interface WorkspaceOptions {
  /** the tree */
  readonly root: string;
  readonly field: TrackedField;
  /** where snapshots are kept; null for none */
  readonly cacheDir?: string | null;
  /** scanning threads; by default one for each core, at most eight */
  readonly workers?: number;
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

interface OpenDocument {
  readonly syntax: Syntax;
  readonly report: FileReport;
}

/** A tree of C sources and what is known of it. Everything in here runs on one thread but the scanning. */
export class Workspace {
  readonly #facts = new Map<string, FileFacts>();
  readonly #reports = new Map<string, FileReport>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #prefilter: Prefilter;
  readonly #disk: DiskTree;
  readonly #linker: Linker;
  readonly #includes: Includes;
  #problems: Problem[] = [];
  #files: readonly string[] = [];
  #storedFacts: Cache | null = null;
  #scanned = 0;
  #complete = false;

  private constructor(
    readonly root: string,
    readonly options: WorkspaceOptions,
    readonly parser: CParser,
  ) {
    this.#prefilter = new Prefilter(options.field);
    this.#disk = new DiskTree(
      root,
      (file) => this.#open.get(file)?.syntax.text,
      () => this.#files,
    );
    this.#includes = new Includes(this.#disk, parser);
    this.#linker = new Linker(this.#includes, parser, new Set(options.field.transparentMacros));
  }

  /** Loads the grammar; reads nothing of the tree yet. Throws TreeError for a root that is no folder. */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(treeRoot(options.root), options, await loadParser());
  }

  get field(): TrackedField {
    return this.options.field;
  }

  /** What is known now; open documents as they are in the editor. */
  report(): TreeReport {
    const files = [...this.#reports.values()].filter((each) => !this.#open.has(each.file));
    for (const { report } of this.#open.values()) files.push(report);
    files.sort((a, b) => (a.file < b.file ? -1 : 1));
    return {
      files: files.filter(hasContent),
      problems: this.#problems,
      scanned: this.#scanned,
      complete: this.#complete,
    };
  }

  fileReport(file: string): FileReport | undefined {
    return this.#open.get(file)?.report ?? this.#reports.get(file);
  }

  /** Syntax of an open document. */
  syntaxOf(file: string): Syntax | undefined {
    return this.#open.get(file)?.syntax;
  }

  /** Reads the tree, or as much of it as has changed. Rejects with Cancelled when cancelled; what was known stays. */
  async index(options: IndexOptions = {}): Promise<TreeReport> {
    const slice = new Slice(options.yieldOften ?? false, options.signal);
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
    // a part of a tree lists only its own headers: includes must look on the disk
    this.#files = options.paths?.length ? [] : tree.files;
    this.#scanned = tree.files.length;
    this.#disk.forget();
    this.#linker.invalidate();
    const facts = new Map<string, FileFacts>();
    for (const [file, hash] of tree.hashes) {
      const fact = tree.facts.get(hash);
      if (fact) facts.set(file, fact);
    }
    if (!tree.reports) this.#linker.macroCalls = await this.#macroCalls(facts, tree.files, slice);
    const reports = tree.reports ?? (await this.#link(facts, slice));
    this.#reports.clear();
    this.#facts.clear();
    for (const report of reports) this.#reports.set(report.file, report);
    for (const [file, fact] of facts) this.#facts.set(file, fact);
    // restored reports came without the facts they were made from: read those when they are needed
    this.#storedFacts = tree.reports ? cache : null;
    this.#problems = tree.problems;
    this.#complete = true;
    if (!tree.reports) cache?.save({ ...tree, reports });
    return this.report();
  }

  /** Reads files again that have changed on disk, were added or removed. */
  async refresh(files: readonly string[]): Promise<void> {
    const scanner = new Scanner(this.root, this.options.field, this.parser);
    const headers = files.some((file) => file.endsWith('.h'));
    this.#recallFacts();
    for (const file of files) {
      this.#includes.forget(file);
      const { facts, problem, hash } = scanner.scan(file);
      this.#problems = this.#problems.filter((each) => each.file !== file);
      this.#facts.delete(file);
      this.#reports.delete(file);
      if (problem && problem.message !== 'no such file or directory') this.#problems.push(problem);
      if (hash) this.#facts.set(file, facts);
    }
    this.#disk.forget();
    this.#linker.invalidate();
    const again = headers ? this.#facts : new Map(files.flatMap((file) => this.#entry(file)));
    for (const report of await this.#link(again, new Slice(true))) this.#reports.set(report.file, report);
    for (const [file, { syntax }] of this.#open)
      this.#open.set(file, { syntax, report: this.#reportOf(file, syntax) });
  }

  openDocument(file: string, text: string): FileReport {
    return this.changeDocument(file, text);
  }

  /** Parses the new text, reusing what has not changed, and reports on it. */
  changeDocument(file: string, text: string): FileReport {
    const syntax = this.parser.parse(text, this.#open.get(file)?.syntax);
    if (file.endsWith('.h')) {
      this.#includes.forget(file);
      this.#linker.invalidate();
    }
    const report = this.#reportOf(file, syntax);
    this.#open.set(file, { syntax, report });
    return report;
  }

  closeDocument(file: string): void {
    this.#open.get(file)?.syntax.dispose();
    this.#open.delete(file);
  }

  dispose(): void {
    for (const file of [...this.#open.keys()]) this.closeDocument(file);
  }

  #reportOf(file: string, syntax: Syntax): FileReport {
    const facts = analyse(syntax, file, this.#prefilter, this.parser);
    return reportOf(file, facts, this.options.field, this.#linker);
  }

  #entry(file: string): [string, FileFacts][] {
    const facts = this.#facts.get(file);
    return facts ? [[file, facts]] : [];
  }

  #recallFacts(): void {
    const stored = this.#storedFacts?.loadFacts();
    this.#storedFacts = null;
    for (const [file, hash] of stored?.hashes ?? []) {
      const fact = stored?.facts.get(hash);
      if (fact) this.#facts.set(file, fact);
    }
  }

  #cache(paths: readonly string[] | undefined): Cache | null {
    const { cacheDir, field } = this.options;
    // a part of a tree is no tree: its snapshot would hide the rest
    return cacheDir && !paths?.length ? new Cache(cacheDir, this.root, field, VERSION) : null;
  }

  /** Calls of the macros that reach the field through a parameter: looked for only where they can be. */
  async #macroCalls(
    facts: ReadonlyMap<string, FileFacts>,
    files: readonly string[],
    slice: Slice,
  ): Promise<ReadonlyMap<string, readonly MacroCall[]>> {
    const homes = [...facts].flatMap(([home, fact]) => untypedMacros(fact).map((name) => ({ home, name })));
    const calls = new Map<string, MacroCall[]>();
    if (homes.length === 0) return calls;
    const scanner = new Scanner(this.root, this.field, this.parser);
    for (const file of files) {
      const names = homes.filter(({ home }) => mayCall(home, file)).map(({ name }) => name);
      if (names.length === 0) continue;
      for (const call of scanner.macroCalls(file, names)) {
        const known = calls.get(call.name);
        if (known) known.push(call);
        else calls.set(call.name, [call]);
      }
      await slice.rest();
    }
    return calls;
  }

  async #link(facts: ReadonlyMap<string, FileFacts>, slice: Slice): Promise<FileReport[]> {
    const reports: FileReport[] = [];
    for (const [file, fact] of facts) {
      reports.push(reportOf(file, fact, this.options.field, this.#linker));
      await slice.rest();
    }
    return reports;
  }
}

function hasContent(report: FileReport): boolean {
  return report.uses.length + report.rungs.length + report.converted.length + report.falseFriends > 0;
}

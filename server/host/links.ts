import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { MacroCall } from '../conversion/macroCalls.ts';
import type { FileReport } from '../conversion/model.ts';
import { reportOf } from '../conversion/report.ts';
import type { CParser } from '../syntax/parser.ts';
import { Includes } from '../types/includes.ts';
import { Linker } from '../types/link.ts';
import type { Slice } from './slice.ts';
import { DiskTree } from './sourceTree.ts';

/** What the files of a tree say to each other: includes, declarations, calls of macros. */
export class Links {
  readonly #linker: Linker;
  /** every file of the tree; empty where no walk has listed them */
  files: ReadonlySet<string> = new Set();
  readonly #disk: DiskTree;
  readonly #includes: Includes;
  #calls: readonly MacroCall[] = [];

  constructor(
    root: string,
    readonly field: TrackedField,
    parser: CParser,
    /** text of a file that is open in an editor */
    overlay: (file: string) => string | undefined,
  ) {
    this.#disk = new DiskTree(root, overlay, () => this.files);
    this.#includes = new Includes(this.#disk, parser);
    this.#linker = new Linker(this.#includes, parser, new Set(field.transparentMacros));
  }

  report(file: string, facts: FileFacts): FileReport {
    return reportOf(file, facts, this.field, this.#linker);
  }

  async reportAll(facts: ReadonlyMap<string, FileFacts>, slice: Slice): Promise<FileReport[]> {
    const reports: FileReport[] = [];
    for (const [file, fact] of facts) {
      if (slice.enabled) await this.#lookUp(file, fact, slice);
      reports.push(this.report(file, fact));
      await slice.rest();
    }
    return reports;
  }

  /** Does the slow part of a report bit by bit: what is looked up here is remembered. */
  async #lookUp(file: string, { uses }: FileFacts, slice: Slice): Promise<void> {
    if (uses.length === 0) return;
    for (const _ of this.#includes.visible(file)) await slice.rest();
    for (const { owner } of uses) {
      this.#linker.resolve(owner, file);
      await slice.rest();
    }
  }

  /** Calls of the macros whose parameters only their calls can type. */
  get macroCalls(): readonly MacroCall[] {
    return this.#calls;
  }

  /** Kept in order of file, whatever order they were found in. */
  set macroCalls(calls: readonly MacroCall[]) {
    this.#calls = [...calls].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
    const byName = new Map<string, MacroCall[]>();
    for (const call of this.#calls) {
      const same = byName.get(call.name);
      if (same) same.push(call);
      else byName.set(call.name, [call]);
    }
    this.#linker.macroCalls = byName;
  }

  /** Files changed, came or went on disk: what was looked up through them is looked up again. */
  forget(files: readonly string[]): void {
    this.#disk.forget();
    for (const file of files) this.edited(file);
  }

  /** A file's text is another now, in the editor or again the one on disk. */
  edited(file: string): void {
    this.#includes.forget(file);
    this.#linker.invalidate();
  }
}

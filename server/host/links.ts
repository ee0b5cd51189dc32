import type { TrackedField } from '../conversion/field.ts';
import type { MacroCall } from '../conversion/macroCalls.ts';
import type { CParser } from '../syntax/parser.ts';
import { Includes } from '../types/includes.ts';
import { Linker } from '../types/link.ts';
import { DiskTree } from './sourceTree.ts';

/** What the files of a tree say to each other: includes, declarations, calls of macros. */
export class Links {
  readonly linker: Linker;
  /** every file of the tree; empty where no walk has listed them */
  files: ReadonlySet<string> = new Set();
  readonly #disk: DiskTree;
  readonly #includes: Includes;
  #calls: readonly MacroCall[] = [];

  constructor(
    root: string,
    field: TrackedField,
    parser: CParser,
    /** text of a file that is open in an editor */
    overlay: (file: string) => string | undefined,
  ) {
    this.#disk = new DiskTree(root, overlay, () => this.files);
    this.#includes = new Includes(this.#disk, parser);
    this.linker = new Linker(this.#includes, parser, new Set(field.transparentMacros));
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
    this.linker.macroCalls = byName;
  }

  /** Files changed, came or went on disk: what was looked up through them is looked up again. */
  forget(files: readonly string[]): void {
    this.#disk.forget();
    for (const file of files) this.edited(file);
  }

  /** A file's text is another now, in the editor or again the one on disk. */
  edited(file: string): void {
    this.#includes.forget(file);
    this.linker.invalidate();
  }
}

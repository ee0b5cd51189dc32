import type { CParser } from '../syntax/parser.ts';
import { Declarations } from './declarations.ts';

/** The files of a tree, as the linker sees them. All synchronous: the texts are small and cached. */
export interface SourceTree {
  /** text of a file, or null when there is none */
  read(file: string): string | null;
  /** the file that an `#include` in `from` means, or null when the tree has none */
  resolveInclude(from: string, path: string, angled: boolean): string | null;
}

/** Declarations by file, and what a file can see through its includes, nearest first. */
export class Includes {
  readonly #declarations = new Map<string, Declarations | null>();
  readonly #resolved = new Map<string, readonly string[]>();

  constructor(
    readonly tree: SourceTree,
    readonly parser: CParser,
  ) {}

  declarations(file: string): Declarations | null {
    let known = this.#declarations.get(file);
    if (known === undefined) {
      const text = this.tree.read(file);
      known = text === null ? null : new Declarations(text, this.parser);
      this.#declarations.set(file, known);
    }
    return known;
  }

  /** Forgets what was read of a file that has changed, come or gone: others may include another one now. */
  forget(file: string): void {
    this.#declarations.delete(file);
    this.#resolved.clear();
  }

  /**
   * `file` and everything it includes, breadth first; files are read as they are reached. `asm/…` means
   * the architecture of `origin`, the file that is being compiled. Last come the headers that the
   * kernel's build includes everywhere.
   */
  *visible(file: string, origin = file): Generator<{ file: string; declarations: Declarations }> {
    const seen = new Set<string>();
    const architecture = architectureOf(origin);
    yield* this.#reach([file], seen, architecture);
    const everywhere = IMPLICIT.flatMap((path) => this.tree.resolveInclude(origin, path, true) ?? []);
    yield* this.#reach(everywhere, seen, architecture);
  }

  /**
   * Where a record is likely to be defined that `origin` uses without including it: a trace point's or
   * an architecture's header relies on its includer. First the header of that name, then those that
   * nearly every file includes.
   */
  *likely(record: string, origin: string): Generator<{ file: string; declarations: Declarations }> {
    const paths = [`linux/${record}.h`, ...CENTRAL];
    const files = paths.flatMap((path) => this.tree.resolveInclude(origin, path, true) ?? []);
    yield* this.#reach(files, new Set(), architectureOf(origin));
  }

  *#reach(
    from: readonly string[],
    seen: Set<string>,
    architecture: string,
  ): Generator<{ file: string; declarations: Declarations }> {
    const queue = from.filter((each) => !seen.has(each));
    for (const each of queue) seen.add(each);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const declarations = this.declarations(next);
      if (!declarations) continue;
      yield { file: next, declarations };
      for (const included of this.#direct(next, declarations, architecture)) {
        if (seen.has(included)) continue;
        seen.add(included);
        queue.push(included);
      }
    }
  }

  #direct(file: string, declarations: Declarations, architecture: string): readonly string[] {
    const key = `${architecture}\0${file}`;
    let direct = this.#resolved.get(key);
    if (!direct) {
      direct = declarations.includes.flatMap(({ path, angled }) => {
        const from = architecture && path.startsWith('asm/') ? `${architecture}include/asm.h` : file;
        return this.tree.resolveInclude(from, path, angled) ?? [];
      });
      this.#resolved.set(key, direct);
    }
    return direct;
  }
}

/** What the kernel's Makefile includes in every file by option. */
const IMPLICIT = ['linux/kconfig.h', 'linux/compiler_types.h'];

/** What nearly every file of mm and of a file system includes, itself or through others. */
const CENTRAL = ['linux/mm.h', 'linux/fs.h', 'linux/pagemap.h', 'linux/buffer_head.h', 'linux/bio.h'];

/** `arch/arm/` for a file of one architecture, empty for the others. */
export function architectureOf(file: string): string {
  return /^arch\/\w+\//.exec(file)?.[0] ?? '';
}

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { definitionsOf } from '../paths/definitions.ts';
import { decode, MAX_PARSED_BYTES } from './read.ts';
import { isSource } from './walk.ts';

/** A definition as code in another file would find it. */
export interface FoundDefinition {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** UTF-16 offset of the name */
  readonly offset: number;
  readonly macro: boolean;
}

/** A part of the tree that is listed by what it defines as a whole, the first time a name is looked for there. */
interface Shelf {
  readonly folder: string;
  readonly deep: boolean;
}

/** Folders whose own files are the kernel's common ground; what lies below them is a subsystem's. */
const COMMON = ['mm', 'fs', 'block', 'kernel', 'lib'];

/**
 * Where functions are defined, found from the place that calls them outwards: the file, its folder, the
 * headers, the common code, the subsystem. A shelf is read once and then answers at once, which is what a slice
 * of hundreds of functions needs. Knows the files as they are on disk; texts come from `read`.
 */
export class DefinitionIndex {
  readonly #shelves = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(
    readonly root: string,
    /** a file's text, from an editor or the disk; null when it cannot be read */
    readonly read: (file: string) => string | null,
    /** files that are open in an editor: what they define may not be on disk yet */
    readonly open: () => readonly string[] = () => [],
  ) {}

  /** Files changed on disk. */
  forget(): void {
    this.#shelves.clear();
  }

  /** What each name means in `from`; names without a definition are absent. */
  find(names: readonly string[], from: string): Map<string, FoundDefinition> {
    const found = new Map<string, FoundDefinition>();
    const missing = new Set(names);
    const take = (file: string, text: string, name: string): boolean => {
      const definition = definitionsOf(text, name).find(
        (each) => !each.isStatic || file === from || file.endsWith('.h'),
      );
      if (!definition) return false;
      found.set(name, { name, file, text, offset: definition.offset, macro: definition.macro });
      missing.delete(name);
      return true;
    };
    const own = this.read(from);
    if (own !== null) for (const name of [...missing]) take(from, own, name);
    for (const shelf of shelvesFor(from)) {
      if (missing.size === 0) break;
      const index = this.#shelf(shelf);
      for (const name of [...missing])
        for (const file of index.get(name) ?? []) {
          const text = file === from ? null : this.read(file);
          if (text !== null && take(file, text, name)) break;
        }
    }
    for (const file of missing.size > 0 ? this.open() : []) {
      const text = file === from ? null : this.read(file);
      if (text !== null) for (const name of [...missing]) take(file, text, name);
    }
    return found;
  }

  #shelf({ folder, deep }: Shelf): ReadonlyMap<string, readonly string[]> {
    const key = `${deep}:${folder}`;
    let shelf = this.#shelves.get(key);
    if (!shelf) {
      shelf = this.#listed(folder, deep);
      this.#shelves.set(key, shelf);
    }
    return shelf;
  }

  #listed(folder: string, deep: boolean): Map<string, string[]> {
    const index = new Map<string, string[]>();
    for (const file of filesIn(this.root, folder, deep)) {
      let text: string;
      try {
        const bytes = readFileSync(join(this.root, file));
        if (bytes.length > MAX_PARSED_BYTES) continue;
        text = decode(bytes);
      } catch {
        continue;
      }
      for (const name of definedIn(text)) {
        const files = index.get(name);
        if (!files) index.set(name, [file]);
        else if (files.at(-1) !== file) files.push(file);
      }
    }
    return index;
  }
}

/** Names that may be defined in a text: a superset, which a look at the file decides. */
function* definedIn(text: string): Generator<string> {
  const head = /^(?:#[ \t]*define[ \t]+(\w+)\(|[A-Za-z_][\w \t*]*?\b(\w+)[ \t]*\([^;\n]*$)/gm;
  for (let match = head.exec(text); match; match = head.exec(text)) {
    const name = match[1] ?? match[2];
    if (name !== undefined) yield name;
  }
}

function* shelvesFor(from: string): Generator<Shelf> {
  const [top = '', sub] = from.split('/');
  yield { folder: posix.dirname(from) === '.' ? '' : posix.dirname(from), deep: false };
  yield { folder: 'include', deep: true };
  for (const folder of COMMON) yield { folder, deep: false };
  if (/^(?:drivers|sound|arch|tools|net)$/.test(top) && sub) yield { folder: `${top}/${sub}`, deep: true };
  else if (top !== 'include' && from.includes('/')) yield { folder: top, deep: true };
  yield { folder: 'arch/x86/include', deep: true };
  yield { folder: 'arch/x86/mm', deep: false };
}

function* filesIn(root: string, folder: string, deep: boolean): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (deep) yield* filesIn(root, path, deep);
    } else if (entry.isFile() && isSource(entry.name)) yield path;
  }
}

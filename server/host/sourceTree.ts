import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { SourceTree } from '../types/includes.ts';
import { decode } from './read.ts';
import { walk } from './walk.ts';

/**
 * The files of a tree on disk, with `#include` resolved the way the kernel's build does it, as far as
 * that can be told without a configuration: the including folder, `include`, the architecture's own
 * folder (x86 for code that belongs to none), `uapi`, `asm-generic`, other architectures, and, for what
 * lies outside of `include`, any header of the tree whose path ends that way, the nearest first.
 */
export class DiskTree implements SourceTree {
  readonly #exists = new Map<string, boolean>();
  readonly #resolved = new Map<string, string | null>();
  #byName: Map<string, string[]> | undefined;
  #architectures: readonly string[] | undefined;

  constructor(
    readonly root: string,
    /** text of a file that is open in an editor */
    readonly overlay: (file: string) => string | undefined = () => undefined,
    /** every file of the tree, where a walk has listed them already */
    readonly listed: () => Iterable<string> = () => [],
  ) {}

  read(file: string): string | null {
    const open = this.overlay(file);
    if (open !== undefined) return open;
    try {
      return decode(readFileSync(join(this.root, file)));
    } catch {
      return null;
    }
  }

  /** Forgets which files exist; call after files were added or removed. */
  forget(): void {
    this.#exists.clear();
    this.#resolved.clear();
    this.#byName = undefined;
  }

  resolveInclude(from: string, path: string, angled: boolean): string | null {
    const folder = posix.dirname(from);
    const key = `${folder}\0${angled}\0${path}`;
    let found = this.#resolved.get(key);
    if (found === undefined) {
      found = this.#resolve(folder, path, angled);
      this.#resolved.set(key, found);
    }
    return found;
  }

  #resolve(folder: string, path: string, angled: boolean): string | null {
    const asm = path.startsWith('asm/');
    const own = /^arch\/(\w+)(?:\/|$)/.exec(folder)?.[1] ?? 'x86';
    for (const place of [
      ...(angled ? [] : [folder]),
      'include',
      `arch/${own}/include`,
      'include/uapi',
      `arch/${own}/include/uapi`,
    ]) {
      const candidate = posix.join(place, path);
      if (this.#has(candidate)) return candidate;
    }
    const generic = `include/asm-generic/${path.slice(4)}`;
    if (asm && this.#has(generic)) return generic;
    if (asm)
      for (const place of ['include', 'include/uapi'])
        for (const other of this.#archs())
          if (this.#has(`arch/${other}/${place}/${path}`)) return `arch/${other}/${place}/${path}`;
    // what is generated or user space's is nowhere; a Makefile's own folders are for sources outside of include
    return asm || /^(?:arch\/\w+\/)?include(?:\/|$)/.test(folder) ? null : this.#nearest(folder, path);
  }

  #has(file: string): boolean {
    if (file.startsWith('../')) return false;
    let known = this.#exists.get(file);
    if (known === undefined) {
      known = existsSync(join(this.root, file));
      this.#exists.set(file, known);
    }
    return known;
  }

  #archs(): readonly string[] {
    try {
      this.#architectures ??= readdirSync(join(this.root, 'arch')).sort();
    } catch {
      this.#architectures = [];
    }
    return this.#architectures;
  }

  /** The header whose path ends in `path` and shares most of its folders with `folder`. */
  #nearest(folder: string, path: string): string | null {
    const suffix = `/${path.replace(/^(?:\.\.?\/)+/, '')}`;
    const candidates = (this.#index().get(posix.basename(path)) ?? []).filter((each) =>
      `/${each}`.endsWith(suffix),
    );
    let best: string | null = null;
    let most = -1;
    for (const candidate of candidates) {
      const shared = sharedFolders(folder, candidate) - (candidate.startsWith('tools/') ? 1 : 0);
      if (shared > most || (shared === most && best !== null && candidate < best)) {
        most = shared;
        best = candidate;
      }
    }
    return best;
  }

  #index(): Map<string, string[]> {
    if (!this.#byName) {
      const index = new Map<string, string[]>();
      const add = (file: string): void => {
        if (!file.endsWith('.h')) return;
        const name = posix.basename(file);
        const same = index.get(name);
        if (same) same.push(file);
        else index.set(name, [file]);
      };
      for (const file of this.listed()) add(file);
      if (index.size === 0) for (const files of walk(this.root, [], () => undefined)) files.forEach(add);
      this.#byName = index;
    }
    return this.#byName;
  }
}

function sharedFolders(folder: string, file: string): number {
  const a = folder.split('/');
  const b = file.split('/');
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

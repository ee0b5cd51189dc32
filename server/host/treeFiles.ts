import { needles } from '../paths/answer.ts';
import type { Fact } from '../paths/model.ts';
import type { CParser } from '../syntax/parser.ts';
import { type SearchRequest, searchFiles } from './callSearch.ts';
import { Reader } from './read.ts';
import { walk } from './walk.ts';
import { WordIndex } from './wordIndex.ts';

/** Nothing that the kernel calls stands there; other architectures than the one most people read repeat it. */
const ASIDE = /^(?:tools|samples|scripts|Documentation)\/|^arch\/(?!x86\/)/;

/** The files of a tree, listed when they are first needed, and searched on this thread. */
export class TreeFiles {
  #files: string[] | undefined;
  #index: WordIndex | undefined;

  constructor(
    private readonly root: string,
    private readonly parser: CParser,
  ) {}

  /** Stops when `cancelled` says so, with what it has; it is told how many files were looked at. */
  search(request: SearchRequest, cancelled: (read: number) => boolean): Fact[] {
    this.#files ??= [...walk(this.root, [], () => undefined)].flat();
    let read = 0;
    const files = request.indexed ? this.#naming(request, this.#files, cancelled) : this.#files;
    return searchFiles(this.parser, this.root, files, request, () => cancelled(read++));
  }

  /** Files came or went, or changed. */
  forget(): void {
    this.#files = undefined;
    this.#index = undefined;
  }

  #naming(
    { query }: SearchRequest,
    files: string[],
    cancelled: (read: number) => boolean,
  ): readonly string[] {
    if (!this.#index) {
      const worth = files.filter((file) => !ASIDE.test(file));
      this.#index = WordIndex.build(this.root, worth, new Reader(), cancelled) ?? undefined;
    }
    return this.#index?.naming(needles(query)) ?? [];
  }
}

import type { Fact } from '../paths/model.ts';
import type { CParser } from '../syntax/parser.ts';
import { type SearchRequest, searchFiles } from './callSearch.ts';
import type { TreeSearch } from './treeSearch.ts';
import { walk } from './walk.ts';

/** Searches a tree on this thread: for a command, which has nothing else to do. Remembers its answers. */
export class LocalTreeSearch implements TreeSearch {
  #files: string[] | undefined;
  readonly #memo = new Map<string, readonly Fact[]>();

  constructor(
    private readonly root: string,
    private readonly parser: CParser,
    private readonly progress: (line: string) => void = () => undefined,
  ) {}

  async ask(request: SearchRequest, signal?: AbortSignal): Promise<readonly Fact[]> {
    signal?.throwIfAborted();
    const key = JSON.stringify([request.near ?? '', request.query]);
    let facts = this.#memo.get(key);
    if (!facts) {
      this.#files ??= [...walk(this.root, [], () => undefined)].flat();
      let read = 0;
      facts = searchFiles(this.parser, this.root, this.#files, request, () => {
        if (++read % 2000 === 0) this.progress(`${read} of ${this.#files?.length} files searched`);
        return signal?.aborted ?? false;
      });
      signal?.throwIfAborted();
      this.#memo.set(key, facts);
    }
    return facts;
  }

  forget(): void {
    this.#files = undefined;
    this.#memo.clear();
  }

  dispose(): void {
    this.forget();
  }
}

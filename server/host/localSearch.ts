import type { Fact } from '../paths/model.ts';
import type { CParser } from '../syntax/parser.ts';
import type { SearchRequest } from './callSearch.ts';
import { TreeFiles } from './treeFiles.ts';
import { memoKey, type TreeSearch } from './treeSearch.ts';

/** Searches a tree on this thread: for a command, which has nothing else to do. Remembers its answers. */
export class LocalTreeSearch implements TreeSearch {
  readonly #files: TreeFiles;
  readonly #memo = new Map<string, readonly Fact[]>();

  constructor(
    root: string,
    parser: CParser,
    private readonly progress: (line: string) => void = () => undefined,
  ) {
    this.#files = new TreeFiles(root, parser);
  }

  async ask(request: SearchRequest, signal?: AbortSignal): Promise<readonly Fact[]> {
    signal?.throwIfAborted();
    const key = memoKey(request);
    let facts = this.#memo.get(key);
    if (!facts) {
      facts = this.#files.search(request, (read) => {
        if (read % 1000 === 999) this.progress(`${read + 1} files searched`);
        return signal?.aborted ?? false;
      });
      signal?.throwIfAborted();
      this.#memo.set(key, facts);
    }
    return facts;
  }

  forget(): void {
    this.#files.forget();
    this.#memo.clear();
  }

  dispose(): void {
    this.forget();
  }
}

import { Sites } from '../../fixes/site.ts';
import type { ConversionTree } from '../tree.ts';

/** Parsed files kept at once: a tree of a large file takes megabytes. */
const KEPT = 48;

/** The tree's files, parsed when they are asked for; the last few are kept. */
export class ParsedFiles {
  readonly #open = new Map<string, Sites>();

  constructor(private readonly tree: ConversionTree) {}

  /** Null for a file that is not there. */
  sites(file: string): Sites | null {
    const known = this.#open.get(file);
    if (known) {
      this.#open.delete(file);
      this.#open.set(file, known);
      return known;
    }
    const { tree } = this;
    const text = tree.text(file);
    if (text === null) return null;
    const sites = new Sites(file, tree.parser.parse(text), tree.field, tree.parser);
    this.#open.set(file, sites);
    const [oldest] = this.#open.keys();
    if (this.#open.size > KEPT && oldest !== undefined) {
      this.#open.get(oldest)?.syntax.dispose();
      this.#open.delete(oldest);
    }
    return sites;
  }

  dispose(): void {
    for (const { syntax } of this.#open.values()) syntax.dispose();
    this.#open.clear();
  }
}

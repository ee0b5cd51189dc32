import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrackedField } from '../conversion/field.ts';
import type { FileReport } from '../conversion/model.ts';
import type { ConversionTree } from '../convert/tree.ts';
import { answer, needles } from '../paths/answer.ts';
import { type Fact, type Query, queryKey } from '../paths/model.ts';
import type { CParser } from '../syntax/parser.ts';
import { decode, Reader } from './read.ts';
import { Slice } from './slice.ts';
import { WordIndex } from './wordIndex.ts';
import type { Workspace } from './workspace.ts';

/** What a plan's tree is made from. */
export type Indexed = Pick<Workspace, 'root' | 'field' | 'parser' | 'files' | 'report' | 'syntaxOf'>;

/** Programs beside the kernel: they have functions of the kernel's names, and call none of it. */
const BESIDE = /^(?:tools|scripts|Documentation)\//;

export interface ConversionTreeOptions {
  readonly signal?: AbortSignal;
  /** let other work run in between: a server does, a command line need not */
  readonly yieldOften?: boolean;
  /** how many files have been read of how many, while words are listed */
  readonly onProgress?: (read: number, total: number) => void;
  /** files that have changed on disk since the words were listed */
  readonly changed?: ReadonlySet<string>;
}

/**
 * The tree of an indexed workspace, as a plan is made from it: files open in the editor as they are there, all
 * others as they are on disk when they are first asked for. Make a new one for each plan; `words` may be handed
 * on to the next while no file has changed. Rejects with Cancelled.
 */
export async function createConversionTree(
  workspace: Indexed,
  options: ConversionTreeOptions = {},
  words?: WordIndex,
): Promise<WorkspaceTree> {
  const slice = new Slice(options.yieldOften ?? false, options.signal);
  return new WorkspaceTree(
    workspace,
    words ?? (await wordsOf(workspace, slice, options)),
    slice,
    options.changed,
  );
}

export class WorkspaceTree implements ConversionTree {
  readonly files: readonly string[];
  readonly #texts = new Map<string, string | null>();
  readonly #answers = new Map<string, Promise<readonly Fact[]>>();
  readonly #reports: readonly FileReport[];
  /** open in the editor, or changed on disk: their words may be others than those that were listed */
  readonly #open: readonly string[];

  constructor(
    private readonly workspace: Indexed,
    /** which file names which word; good for another tree of the same files */
    readonly words: WordIndex,
    private readonly slice: Slice,
    changed: ReadonlySet<string> = new Set(),
  ) {
    this.files = [...workspace.files].sort();
    this.#reports = workspace.report().files;
    this.#open = this.files.filter((file) => changed.has(file) || workspace.syntaxOf(file) !== undefined);
  }

  get field(): TrackedField {
    return this.workspace.field;
  }

  get parser(): CParser {
    return this.workspace.parser;
  }

  text(file: string): string | null {
    let text = this.#texts.get(file);
    if (text === undefined) {
      text = this.workspace.syntaxOf(file)?.text ?? readOrNull(join(this.workspace.root, file));
      this.#texts.set(file, text);
    }
    return text;
  }

  reports(): readonly FileReport[] {
    return this.#reports;
  }

  naming(words: readonly string[]): readonly string[] {
    const found = new Set([...this.words.naming(words), ...this.#open]);
    return [...found].sort();
  }

  ask(query: Query): Promise<readonly Fact[]> {
    const key = queryKey(query);
    let answered = this.#answers.get(key);
    if (!answered) {
      answered = this.#answered(query);
      this.#answers.set(key, answered);
    }
    return answered;
  }

  rest(): Promise<void> {
    return this.slice.rest();
  }

  async #answered(query: Query): Promise<readonly Fact[]> {
    const wanted = needles(query);
    const words = [...new Set(wanted.flatMap((needle) => needle.match(/\w{4,}/g) ?? [needle]))];
    const facts: Fact[] = [];
    for (const file of this.naming(words)) {
      await this.rest();
      const text = this.text(file);
      if (text !== null && wanted.some((needle) => text.includes(needle)))
        facts.push(...answer(this.parser, file, text, query));
    }
    return facts;
  }
}

async function wordsOf(
  workspace: Indexed,
  slice: Slice,
  { onProgress }: ConversionTreeOptions,
): Promise<WordIndex> {
  const files = [...workspace.files].filter((file) => !BESIDE.test(file)).sort();
  const steps = WordIndex.building(workspace.root, files, new Reader());
  for (let read = 0; ; read++) {
    const step = steps.next();
    if (step.done) return step.value;
    if (read % 256 === 0) onProgress?.(read, files.length);
    await slice.rest();
  }
}

function readOrNull(path: string): string | null {
  try {
    return decode(readFileSync(path));
  } catch {
    return null;
  }
}

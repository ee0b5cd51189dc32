import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../sim-core/slice/program.ts';
import { analyse } from '../conversion/analysis.ts';
import { Prefilter } from '../conversion/candidates.ts';
import { NO_FACTS } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { Use } from '../conversion/model.ts';
import type { Chains } from '../paths/chains/model.ts';
import { findChains } from '../paths/chains/search.ts';
import { sourcesAround } from '../paths/chains/sources.ts';
import type { SlotAnswer, SlotQuestion } from '../paths/slice/load.ts';
import type { FunctionText } from '../paths/slice/lower.ts';
import { TABLES } from '../paths/slice/nonsteps.ts';
import { slice } from '../paths/slice/slicer.ts';
import { focus } from '../syntax/focus.ts';
import type { CParser } from '../syntax/parser.ts';
import { SourceText } from '../syntax/source.ts';
import type { CallGraph, OpenText } from './callgraph.ts';
import { DefinitionIndex } from './definitionIndex.ts';
import { Links } from './links.ts';
import { decode } from './read.ts';

/** Texts and uses of so many files are kept. */
const KEPT = 400;

/** Code paths of a tree, sliced on demand. Open documents count as they are in the editor. */
export class CodePaths {
  readonly #definitions: DefinitionIndex;
  readonly #texts = new Map<string, string | null>();
  readonly #uses = new Map<string, { text: string; uses: readonly Use[] }>();
  readonly #slots = new Map<string, SlotAnswer | null>();
  readonly #links: Links;
  readonly #prefilter: Prefilter;
  #release: string | null | undefined;

  constructor(
    readonly root: string,
    readonly field: TrackedField,
    readonly parser: CParser,
    private readonly calls: CallGraph,
    private readonly open: () => readonly OpenText[] = () => [],
  ) {
    const overlay = (file: string): string | undefined =>
      this.open().find((each) => each.file === file)?.text;
    this.#links = new Links(root, field, parser, overlay);
    this.#prefilter = new Prefilter(field);
    this.#definitions = new DefinitionIndex(
      root,
      (file) => this.read(file),
      () => this.open().map(({ file }) => file),
    );
  }

  /** Files changed on disk. */
  forget(): void {
    this.#definitions.forget();
    this.#texts.clear();
    this.#links.forget([...this.#uses.keys()]);
    this.#uses.clear();
    this.#slots.clear();
  }

  /** A file's text, from the editor or the disk; null when it cannot be read. */
  read(file: string): string | null {
    const open = this.open().find((each) => each.file === file);
    if (open) return open.text;
    let text = this.#texts.get(file);
    if (text === undefined) {
      try {
        text = decode(readFileSync(join(this.root, file)));
      } catch {
        text = null;
      }
      keep(this.#texts, file, text);
    }
    return text;
  }

  /** The function or macro of this name as code in `from` means it; null when there is none. */
  find(name: string, from: string): FunctionText | null {
    const found = this.#definitions.find([name], from).get(name);
    return found ? { ...found, uses: this.uses(found.file, found.text) } : null;
  }

  /** The steps of a function that the model knows. */
  slice(fn: FunctionText, signal?: AbortSignal): Promise<Program> {
    const source = {
      functions: async (names: readonly string[], from: string) => {
        // between two of these the event loop may bring a cancellation
        await new Promise((resolve) => setImmediate(resolve));
        const found = this.#definitions.find(names, from);
        return new Map(
          [...found].map(([name, each]): [string, FunctionText] => [
            name,
            { ...each, uses: this.uses(each.file, each.text) },
          ]),
        );
      },
      implementations: (question: SlotQuestion) => this.#implementations(question, signal),
    };
    return slice(fn, source, {
      parser: this.parser,
      field: this.field,
      release: this.#releaseOf(),
      ...(signal && { signal }),
    });
  }

  /** How entry points reach a function; `place` is the line meant inside it, null for the function itself. */
  chains(
    fn: FunctionText,
    place: { line: number; offset: number } | null,
    signal?: AbortSignal,
  ): Promise<Chains> {
    const { file, text, offset, name } = fn;
    const start = {
      kind: 'function' as const,
      name,
      spot: { file, offset, ...new SourceText(text).position(offset) },
    };
    return findChains(start, place && { file, ...place }, {
      incoming: (node) => this.calls.incoming(node, signal, true),
      head: ({ spot }) => {
        const source = this.read(spot.file) ?? '';
        const from = source.lastIndexOf('\n', spot.offset - 1) + 1;
        return source.slice(from, spot.offset);
      },
      sourcesAt: (at, _line, where) => {
        const source = this.read(at);
        return source === null ? [] : sourcesAround(this.parser, at, source, where, this.field);
      },
    });
  }

  /** Uses of the tracked field in a file, typed as everywhere else. */
  uses(file: string, text: string): readonly Use[] {
    const known = this.#uses.get(file);
    if (known?.text === text) return known.uses;
    const candidates = this.#prefilter.find(text);
    let uses: readonly Use[] = [];
    if (candidates.length > 0) {
      const pieces = focus(
        text,
        candidates.map((each) => each.offset),
      );
      const syntax = pieces ? this.parser.parsePieces(text, pieces) : this.parser.parse(text);
      try {
        const facts = analyse(syntax, file, this.#prefilter, this.parser, candidates);
        uses = this.#links.report(file, facts ?? NO_FACTS).uses;
      } finally {
        syntax.dispose();
      }
    }
    keep(this.#uses, file, { text, uses });
    return uses;
  }

  async #implementations(
    { member, base, record }: SlotQuestion,
    signal?: AbortSignal,
  ): Promise<SlotAnswer | null> {
    const table = record ?? TABLES[base];
    if (table === undefined) return null;
    const key = `${table}.${member}`;
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const answer = await this.#inSlot(table, member, signal);
    keep(this.#slots, key, answer);
    return answer;
  }

  async #inSlot(record: string, member: string, signal?: AbortSignal): Promise<SlotAnswer | null> {
    const slot = await this.calls.slot(record, member, signal);
    if (!slot) return null;
    const functions: FunctionText[] = [];
    for (const { node } of await this.calls.outgoing(slot, signal)) {
      const { file, offset } = node.spot;
      const text = node.kind === 'function' ? this.read(file) : null;
      if (text !== null && node.kind === 'function')
        functions.push({ name: node.name, file, text, offset, macro: false, uses: [] });
    }
    const [only] = functions;
    if (only && functions.length === 1)
      return { record, functions: [this.find(only.name, only.file) ?? only] };
    return { record, functions };
  }

  #releaseOf(): string | null {
    if (this.#release === undefined) {
      const makefile = this.read('Makefile') ?? '';
      const part = (key: string): string | undefined =>
        new RegExp(`^${key}\\s*=\\s*(\\d+)`, 'm').exec(makefile)?.[1];
      const [version, patchlevel] = [part('VERSION'), part('PATCHLEVEL')];
      this.#release = version && patchlevel ? `v${version}.${patchlevel}` : null;
    }
    return this.#release;
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > KEPT && !oldest.done) map.delete(oldest.value);
}

import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { analyse, withoutCandidates } from '../conversion/analysis.ts';
import { type Candidate, Prefilter } from '../conversion/candidates.ts';
import { type FileFacts, NO_FACTS } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import { callOffsets, type MacroCall, macroCallsIn } from '../conversion/macroCalls.ts';
import type { Problem } from '../conversion/model.ts';
import { focus } from '../syntax/focus.ts';
import type { CParser, Syntax } from '../syntax/parser.ts';
import { contentHash, decode, MAX_PARSED_BYTES, Reader, type Stamp } from './read.ts';
import { reasonOf } from './walk.ts';

/** What became of one file. */
export interface Scanned {
  readonly stamp: Stamp | null;
  /** of the content, empty when the file has nothing to do with the field */
  readonly hash: string;
  readonly facts: FileFacts;
  readonly problem: Problem | null;
  /** there is no such file, or no longer */
  readonly gone: boolean;
}

/** In a file that is no UTF-8 each character is one byte, and columns count bytes. */
function inCharacters(facts: FileFacts, text: string): FileFacts {
  const counted = <T extends { offset: number; column: number }>(each: T): T => ({
    ...each,
    column: each.offset - text.lastIndexOf('\n', each.offset - 1),
  });
  const { uses, rungs, converted } = facts;
  return {
    ...facts,
    uses: uses.map(counted),
    rungs: rungs.map(counted),
    converted: converted.map(counted),
  };
}

/** Reads files, and parses those that can matter. One for each thread. */
export class Scanner {
  readonly #reader = new Reader();
  readonly #prefilter: Prefilter;
  readonly #needles: readonly Buffer[];

  constructor(
    readonly root: string,
    readonly field: TrackedField,
    readonly parser: CParser,
    /** facts known from an earlier run, by content */
    readonly known: (hash: string) => FileFacts | undefined = () => undefined,
  ) {
    this.#prefilter = new Prefilter(field);
    this.#needles = this.#prefilter.needles.map((each) => Buffer.from(each));
  }

  scan(file: string): Scanned {
    let bytes: Buffer;
    let stamp: Stamp;
    try {
      ({ bytes, stamp } = this.#reader.read(join(this.root, file)));
    } catch (error) {
      const gone = (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';
      return { stamp: null, hash: '', facts: NO_FACTS, problem: { file, message: reasonOf(error) }, gone };
    }
    const said = (hash: string, facts: FileFacts): Scanned => ({
      stamp,
      hash,
      facts,
      problem: null,
      gone: false,
    });
    const unread = (message: string): Scanned => ({
      ...said('', NO_FACTS),
      problem: { file, message },
    });
    if (!this.#needles.some((needle) => bytes.includes(needle))) return said('', NO_FACTS);
    if (bytes.includes(0)) return unread('a binary file: it holds a NUL byte');
    const text = decode(bytes);
    const candidates = this.#prefilter.find(text);
    if (candidates.length === 0) {
      const facts = withoutCandidates(text, this.field);
      return facts === NO_FACTS ? said('', facts) : said(contentHash(file, bytes), facts);
    }
    if (bytes.length > MAX_PARSED_BYTES)
      return unread(`too large to parse: ${Math.round(bytes.length / 1e6)} MB, and it names the field`);
    const hash = contentHash(file, bytes);
    const known = this.known(hash);
    if (known) return said(hash, known);
    const facts = this.#analyse(file, text, candidates);
    return said(hash, isUtf8(bytes) ? facts : inCharacters(facts, text));
  }

  /** Calls of the named macros in a file; none when it cannot be read. */
  macroCalls(file: string, names: readonly string[]): MacroCall[] {
    let text: string;
    try {
      const { bytes } = this.#reader.read(join(this.root, file));
      if (bytes.length > MAX_PARSED_BYTES || !names.some((name) => bytes.includes(name))) return [];
      text = decode(bytes);
    } catch {
      return [];
    }
    const offsets = callOffsets(text, names).map((each) => each.offset);
    if (offsets.length === 0) return [];
    const syntax = this.#parse(text, offsets);
    try {
      return macroCallsIn(syntax, file, names, this.field, this.parser);
    } finally {
      syntax.dispose();
    }
  }

  #parse(text: string, offsets: readonly number[]): Syntax {
    const pieces = focus(text, offsets);
    return pieces ? this.parser.parsePieces(text, pieces) : this.parser.parse(text);
  }

  #analyse(file: string, text: string, candidates: readonly Candidate[]): FileFacts {
    const syntax = this.#parse(
      text,
      candidates.map((each) => each.offset),
    );
    try {
      return analyse(syntax, file, this.#prefilter, this.parser, candidates);
    } finally {
      syntax.dispose();
    }
  }
}

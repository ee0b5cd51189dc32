import { join } from 'node:path';
import { answer, needles } from '../paths/answer.ts';
import type { Fact, Query } from '../paths/model.ts';
import { distance } from '../paths/nearness.ts';
import type { CParser } from '../syntax/parser.ts';
import { decode, MAX_PARSED_BYTES, Reader } from './read.ts';

export interface SearchRequest {
  readonly query: Query;
  /** definitions only: look near this file first, and stop as soon as every name is found */
  readonly near?: string;
  /**
   * many questions will follow: what each file names is read once and kept. Leaves tools and samples out,
   * and all architectures but x86
   */
  readonly indexed?: true;
}

/** Common code does not call into drivers and other architectures by name. */
const FARTHEST_FROM_COMMON_CODE = 5;

/**
 * Asks every file of a tree, reading each and parsing only the parts that hold what is asked for.
 * Files that cannot be read say nothing. Stops when `cancelled` says so, with what it has.
 */
export function searchFiles(
  parser: CParser,
  root: string,
  files: readonly string[],
  request: SearchRequest,
  cancelled: () => boolean,
): Fact[] {
  const { query, near } = request;
  let words = needles(query).map((word) => Buffer.from(word));
  const reader = new Reader();
  const facts: Fact[] = [];
  const missing = query.ask === 'definitions' && near !== undefined ? new Set(query.names) : undefined;
  for (const group of near === undefined ? [files] : byDistance(files, near)) {
    for (const file of group) {
      if (cancelled()) return facts;
      const bytes = readOrNull(reader, join(root, file));
      if (!bytes || !words.some((word) => bytes.includes(word))) continue;
      facts.push(...answer(parser, file, decode(bytes), query));
    }
    if (!missing) continue;
    for (const fact of facts)
      if (fact.kind === 'definition' && isVisible(fact.local, fact.spot.file, near))
        missing.delete(fact.name);
    if (missing.size === 0) break;
    words = [...missing].map((word) => Buffer.from(word));
  }
  return facts;
}

function isVisible(local: boolean, file: string, near: string | undefined): boolean {
  return !local || file === near;
}

function readOrNull(reader: Reader, path: string): Buffer | null {
  try {
    const { bytes } = reader.read(path);
    return bytes.length > MAX_PARSED_BYTES ? null : bytes;
  } catch {
    return null;
  }
}

function byDistance(files: readonly string[], near: string): string[][] {
  const groups: string[][] = [];
  for (const file of files) {
    const at = distance(file, near);
    const group = groups[at] ?? [];
    groups[at] = group;
    group.push(file);
  }
  if (!/^(?:drivers|sound|arch|tools|samples)\//.test(near)) groups.length = FARTHEST_FROM_COMMON_CODE + 1;
  return groups.filter((group) => group !== undefined);
}

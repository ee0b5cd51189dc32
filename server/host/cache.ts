import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { FileReport, Problem } from '../conversion/model.ts';

/** Raise when facts or reports change their shape or their rules. */
const FORMAT = 1;

/** What a run leaves for the next: stamps of all files, and facts and reports of those that matter. */
export interface Snapshot {
  readonly files: readonly string[];
  /** size, mtime and ctime of each file, in order */
  readonly stamps: Float64Array;
  /** content hash of the files that matter */
  readonly hashes: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly reports: readonly FileReport[];
  readonly problems: readonly Problem[];
}

export function defaultCacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'mapshift');
}

/**
 * Snapshots on disk, one folder for each tree, field and version. A snapshot that is missing, broken
 * or of another version is as good as none: the tree is read again.
 */
export class Cache {
  readonly #folder: string;

  constructor(dir: string, root: string, field: TrackedField, version: string) {
    const key = createHash('sha1')
      .update(JSON.stringify([FORMAT, version, root, field]))
      .digest('base64url')
      .slice(0, 20);
    this.#folder = join(dir, key);
  }

  /** The list of files with their stamps; cheap, and enough to tell whether anything changed. */
  loadStamps(): Pick<Snapshot, 'files' | 'stamps'> | null {
    try {
      const bytes = readFileSync(join(this.#folder, 'stamps'));
      const count = bytes.readUInt32LE(0);
      const start = 8;
      const numbers = new Uint8Array(count * 24);
      numbers.set(bytes.subarray(start, start + count * 24));
      const files =
        count === 0
          ? []
          : bytes
              .subarray(start + count * 24)
              .toString('utf8')
              .split('\n');
      return files.length === count ? { files, stamps: new Float64Array(numbers.buffer) } : null;
    } catch {
      return null;
    }
  }

  loadReports(): Pick<Snapshot, 'reports' | 'problems'> | null {
    return this.#json<Pick<Snapshot, 'reports' | 'problems'>>('reports.json');
  }

  loadFacts(): Pick<Snapshot, 'hashes' | 'facts'> | null {
    const stored = this.#json<{ hashes: [string, string][]; facts: [string, FileFacts][] }>('facts.json');
    return stored && { hashes: new Map(stored.hashes), facts: new Map(stored.facts) };
  }

  /** Each part is replaced whole, the stamps last: a run cut short leaves a snapshot that is not trusted. */
  save(snapshot: Snapshot): void {
    mkdirSync(this.#folder, { recursive: true });
    rmSync(join(this.#folder, 'stamps'), { force: true });
    this.#replace('facts.json', JSON.stringify({ hashes: [...snapshot.hashes], facts: [...snapshot.facts] }));
    this.#replace('reports.json', JSON.stringify({ reports: snapshot.reports, problems: snapshot.problems }));
    const head = Buffer.alloc(8);
    head.writeUInt32LE(snapshot.files.length, 0);
    const { stamps } = snapshot;
    this.#replace(
      'stamps',
      Buffer.concat([
        head,
        Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength),
        Buffer.from(snapshot.files.join('\n')),
      ]),
    );
  }

  #json<T>(name: string): T | null {
    try {
      return JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as T;
    } catch {
      return null;
    }
  }

  #replace(name: string, content: string | Buffer): void {
    const path = join(this.#folder, name);
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  }
}

import { createHash, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { MacroCall } from '../conversion/macroCalls.ts';
import type { FileReport, Problem } from '../conversion/model.ts';

/** Raise when facts or reports change their shape or their rules. */
const FORMAT = 3;

/** The files of a tree with their stamps: enough to tell whether anything has changed. */
export interface Stamps {
  readonly files: readonly string[];
  /** size, mtime and ctime of each file, in order */
  readonly stamps: Float64Array;
}

export interface StoredReports {
  readonly reports: readonly FileReport[];
  readonly macroCalls: readonly MacroCall[];
  readonly problems: readonly Problem[];
}

/** The facts of one file, and the hash of the content that they come from. */
export interface HashedFacts {
  readonly hash: string;
  readonly facts: FileFacts;
}

/** What a run leaves for the next. */
export interface Snapshot extends Stamps, StoredReports {
  /** of the files that matter, by path */
  readonly facts: ReadonlyMap<string, HashedFacts>;
}

/** A snapshot on disk: its parts are read when they are asked for, null when they are gone or replaced. */
export interface StoredSnapshot extends Stamps {
  reports(): StoredReports | null;
  facts(): ReadonlyMap<string, HashedFacts> | null;
}

export function defaultCacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'mapshift');
}

const HEAD_BYTES = 8;
const STAMP_BYTES = 24;

/**
 * Snapshots on disk, one folder for each tree, field and version. A snapshot that is missing, broken
 * or of another version is as good as none: the tree is read again. Two processes may save at once:
 * every part bears the number of its run, and parts of different runs are not put together.
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

  load(): StoredSnapshot | null {
    try {
      const bytes = readFileSync(join(this.#folder, 'stamps'));
      const count = bytes.readUInt32LE(0);
      const run = bytes.readUInt32LE(4);
      const names = HEAD_BYTES + count * STAMP_BYTES;
      // copied, because numbers must be aligned in memory
      const numbers = new Uint8Array(bytes.subarray(HEAD_BYTES, names));
      const files = count === 0 ? [] : bytes.subarray(names).toString('utf8').split('\n');
      if (files.length !== count || numbers.length !== count * STAMP_BYTES) return null;
      return {
        files,
        stamps: new Float64Array(numbers.buffer),
        reports: () => this.#part<StoredReports>('reports.json', run),
        facts: () => {
          const stored = this.#part<{ facts: [string, HashedFacts][] }>('facts.json', run);
          return stored && new Map(stored.facts);
        },
      };
    } catch {
      return null;
    }
  }

  /**
   * Each part is replaced whole, the stamps last: a run cut short leaves a snapshot that is not
   * trusted. `rest` is called between two bits of the work. Throws what the file system throws.
   */
  async save(
    { files, stamps, facts, reports, macroCalls, problems }: Snapshot,
    rest: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const run = randomInt(2 ** 32);
    mkdirSync(this.#folder, { recursive: true });
    rmSync(join(this.#folder, 'stamps'), { force: true });
    const listOf = async (each: Iterable<unknown>): Promise<string> => {
      const parts: string[] = [];
      for (const one of each) {
        parts.push(JSON.stringify(one));
        await rest();
      }
      return `[${parts.join(',')}]`;
    };
    this.#replace('facts.json', `{"run":${run},"facts":${await listOf(facts)}}`);
    const others = JSON.stringify({ run, macroCalls, problems }).slice(0, -1);
    this.#replace('reports.json', `${others},"reports":${await listOf(reports)}}`);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(files.length, 0);
    head.writeUInt32LE(run, 4);
    const numbers = Buffer.from(stamps.buffer, stamps.byteOffset, stamps.byteLength);
    await rest();
    this.#replace('stamps', Buffer.concat([head, numbers, Buffer.from(files.join('\n'))]));
  }

  #part<T>(name: string, run: number): T | null {
    try {
      const part = JSON.parse(readFileSync(join(this.#folder, name), 'utf8')) as T & { run: number };
      return part.run === run ? part : null;
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

import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What tells a file's state without reading it. */
export interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** Above this a file is generated data, not code: the largest hand-written C file has under 2 MB. */
export const MAX_PARSED_BYTES = 8 << 20;

/**
 * Reads files into one buffer that grows as needed, because fifty thousand allocations cost more than
 * the reading. The view is valid until the next call.
 */
export class Reader {
  #buffer = Buffer.allocUnsafe(1 << 20);

  /** Throws what the file system throws. */
  read(path: string): { bytes: Buffer; stamp: Stamp } {
    const fd = openSync(path, 'r');
    try {
      const { size, mtimeMs, ctimeMs } = fstatSync(fd);
      if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(size);
      let length = 0;
      while (length < size) {
        const got = readSync(fd, this.#buffer, length, size - length, length);
        if (got === 0) break; // truncated while we read
        length += got;
      }
      return { bytes: this.#buffer.subarray(0, length), stamp: { size, mtimeMs, ctimeMs } };
    } finally {
      closeSync(fd);
    }
  }
}

/**
 * Text of a source file. What is not UTF-8 is taken as Latin-1, one character a byte, so that byte
 * columns stay right and nothing is lost.
 */
export function decode(bytes: Buffer): string {
  if (isAscii(bytes) || !isUtf8(bytes)) return bytes.toString('latin1');
  return bytes.toString('utf8');
}

/** Names what a file says: its path counts, because roles depend on where a file lives. */
export function contentHash(file: string, bytes: Buffer): string {
  return createHash('sha1').update(file).update('\0').update(bytes).digest('base64url');
}

// splice(2): page-cache pages in a pipe (fs/splice.c; v4.17, v6.1). The buffer holds a reference, and
// the other end asks under the page lock whether the page was truncated meanwhile.
import { type Kind, ref } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { type Finder, finderLocals, findGetPage, ofFile } from './lookup.ts';
import { putPage } from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

export interface Pipe {
  /** The file spliced last: what a mapping kept per pipe would be. */
  mapping: number;
}

export interface PipeBuffer {
  page: number;
  mapping: number;
}

export interface Spliced {
  readonly pipe: Pipe;
  readonly buffer: PipeBuffer[];
}

export function pipeOf(m: Model, k: Kernel, buffers: number): Spliced {
  return {
    pipe: m.thing('pipe', { mapping: ref('mapping', k.files) }),
    buffer: m.things('buffer', buffers, { page: k.pageRef, mapping: ref('mapping', k.files) }),
  };
}

/** generic_file_splice_read(): page and mapping of `file` go into buffer `file`. */
export function spliceInPath(k: Kernel, { pipe, buffer }: Spliced, file: number): Path {
  return path(finderLocals(k), [
    ofFile<Finder>('generic_file_splice_read', file),
    ...findGetPage<Finder>(k, 'done'),
    step<Finder>('add_to_pipe', 'puts the page into the pipe, with its reference', (t) => {
      at(buffer, file).page = t.page;
      at(buffer, file).mapping = file;
      pipe.mapping = file;
      return 'done';
    }),
    'put and retry:',
    step<Finder>('put_page', 'drops the reference and starts again', (t) => {
      putPage(k, t.page);
      return 'again';
    }),
  ]);
}

/** Where the mapping to compare with comes from; 0 = nowhere, the word is only tested for NULL. */
export type Expected = (buffer: PipeBuffer) => number;

/** page_cache_pipe_buf_confirm(): the page of a buffer is refused when it was truncated, and only then. */
export function confirmPath(
  k: Kernel,
  { buffer }: Spliced,
  which: number,
  expected: Expected | undefined,
): Path {
  const locals: Record<keyof Finder, Kind> = finderLocals(k);
  const refuse: Line<Finder> = step('page_cache_pipe_buf_confirm', 'was the page truncated?', (t) => {
    const now = k.identity.file(t.page);
    const gone = expected ? now === 0 || now !== expected(at(buffer, which)) : k.identity.raw(t.page) === 0;
    must(gone === (now !== which), 'a page is refused when it was truncated, and only then');
  });
  return path(locals, [
    step<Finder>('splice_from_pipe_next', 'waits for a buffer', (t) => {
      t.page = at(buffer, which).page;
      if (t.page === 0) return BLOCK;
    }),
    ...lockPage<Finder>(k),
    refuse,
    ...unlockPage<Finder>(k),
    step<Finder>('page_cache_pipe_buf_release', 'drops the buffer’s reference', (t) => {
      putPage(k, t.page);
      at(buffer, which).page = 0;
    }),
  ]);
}

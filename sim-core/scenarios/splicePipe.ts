import { bit, ref } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';

export const splicePipe = scenario({
  id: 'splice-pipe',
  title: 'A page in a pipe has left its file behind',
  raisedBy: 'Jérôme Glisse (mail, 2018): splice is a dark corner; patches 4 and 28 get it wrong',
  era: 'v4.17 (fs/splice.c: page_cache_pipe_buf_confirm)',
  narration: [
    'splice(2) puts page-cache pages into a pipe. The other end asks, under the page lock, whether the page was truncated meanwhile.',
    'The posted patch compares with pipe->inode, which is the pipe’s own inode: it never matches, and good pages are refused.',
    'A mapping kept per pipe is stale as soon as pages of a second file are in it. It must be kept with each buffer.',
  ],
  schemes: ['page_attachment', 'field'],
  parameters: {
    from: {
      says: 'the mapping comes from: 0 = the inode of the pipe, 1 = the pipe (last file spliced), 2 = the pipe buffer',
      default: 2,
      min: 0,
      max: 2,
    },
  },
  variants: [
    { id: 'pipe-inode', says: 'compared with the pipe’s own inode', set: { from: 0 } },
    { id: 'per-pipe', says: 'compared with the mapping remembered in the pipe', set: { from: 1 } },
    { id: 'per-buffer', says: 'compared with the mapping remembered in the buffer', set: {} },
  ],
  build(m, p) {
    const page = m.things('page', 2, { mapping: ref('mapping', 2), locked: bit });
    const buffer = m.things('buffer', 2, { full: bit, mapping: ref('mapping', 2) });
    const pipe = m.thing('pipe', { mapping: ref('mapping', 2) });
    const pageOf = (index: number) => page[index] as { mapping: number; locked: number };
    const bufferOf = (index: number) => buffer[index] as { full: number; mapping: number };
    const fill = (index: number) =>
      step<object>('generic_file_splice_read', `puts a page of file ${index} into the pipe`, () => {
        bufferOf(index).full = 1;
        bufferOf(index).mapping = index;
        pipe.mapping = index;
      });
    m.process('splice in', path({}, [fill(1), fill(2)]));
    const drain = (index: number) => [
      step<object>('lock_page', 'takes the page lock', () => {
        if (!bufferOf(index).full || pageOf(index).locked) return BLOCK;
        pageOf(index).locked = 1;
      }),
      step<object>('page_cache_pipe_buf_confirm', 'was the page truncated?', () => {
        const now = pageOf(index).mapping;
        // the field alone says NULL or not; without it, a mapping to compare with must come from somewhere
        const expected = [0, pipe.mapping, bufferOf(index).mapping][p.from] ?? 0;
        const gone = p.scheme === 'field' ? now === 0 : now !== expected || now === 0;
        must(gone === (now !== index), 'a page is refused when it was truncated, and only then');
      }),
      step<object>('unlock_page', 'drops the lock', () => {
        pageOf(index).locked = 0;
      }),
    ];
    m.process('splice out', path({}, [...drain(1), ...drain(2)]));
    m.process(
      'truncate',
      path({}, [
        step('lock_page', 'takes the page lock', () => {
          if (pageOf(1).locked) return BLOCK;
          pageOf(1).locked = 1;
        }),
        step('__delete_from_page_cache', 'clears page->mapping', () => {
          pageOf(1).mapping = 0;
        }),
        step('unlock_page', 'drops the lock', () => {
          pageOf(1).locked = 0;
        }),
      ]),
    );
    m.init(() => {
      pageOf(1).mapping = 1;
      pageOf(2).mapping = 2;
    });
  },
});

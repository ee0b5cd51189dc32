import { kernel } from '../kernel/kernel.ts';
import { startCached } from '../kernel/primitives.ts';
import { confirmPath, type Expected, pipeOf, spliceInPath } from '../kernel/splice.ts';
import { truncatePath } from '../kernel/truncate.ts';
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
  schemes: ['page_attachment', 'field', 'page_mapping', 'page_wait'],
  parameters: {
    from: {
      says: 'the mapping comes from: 0 = the inode of the pipe, 1 = the pipe (last file spliced), 2 = the pipe buffer; 3 = nowhere, the raw word is tested for NULL',
      default: 2,
      min: 0,
      max: 3,
    },
  },
  variants: [
    { id: 'pipe-inode', says: 'compared with the pipe’s own inode', set: { from: 0 } },
    { id: 'per-pipe', says: 'compared with the mapping remembered in the pipe', set: { from: 1 } },
    { id: 'null-test', says: 'the raw word is tested for NULL, as the kernel does', set: { from: 3 } },
    { id: 'per-buffer', says: 'compared with the mapping remembered in the buffer', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, { scheme: p.scheme, pages: 2, pagesAlike: false, files: 2, references: 4 });
    const spliced = pipeOf(m, k, 2);
    const sources: readonly (Expected | undefined)[] = [
      () => 0,
      () => spliced.pipe.mapping,
      (buffer) => buffer.mapping,
      undefined,
    ];
    for (const file of [1, 2]) {
      m.process(`splice in ${file}`, spliceInPath(k, spliced, file), { daemon: true });
      m.process(`splice out ${file}`, confirmPath(k, spliced, file, sources[p.from]), { daemon: true });
    }
    m.process('truncate', truncatePath(k, { file: 1 }));
    m.init(() => {
      startCached(k, 1, 1);
      startCached(k, 2, 2);
    });
    return k;
  },
});

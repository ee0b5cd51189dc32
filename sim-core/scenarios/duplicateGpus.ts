import { duplicatePath } from '../kernel/gpu.ts';
import { copiesEqual, oneClassOfWriter } from '../kernel/invariants.ts';
import { kernel } from '../kernel/kernel.ts';
import { mkwritePath } from '../kernel/pageMkwrite.ts';
import { startMapped } from '../kernel/primitives.ts';
import { truncatePath } from '../kernel/truncate.ts';
import { writebackPath } from '../kernel/writeback.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const duplicateGpus = scenario({
  id: 'duplicate-gpus',
  title: 'A page duplicated on several GPUs, and a CPU write that collapses the copies',
  raisedBy: 'Jérôme Glisse, LSF/MM 2018: kernel duplicated memory',
  era: 'proposal; CUDA ReadMostly and NVIDIA UVM have the same protocol',
  narration: [
    'Each GPU works on a copy of its own while the page is write-protected on the host.',
    'A CPU write must first collapse the copies: every GPU drops its mapping, then the page becomes writable.',
    'Writeback and truncation go on meanwhile: they only read the page, or take it away, and must not bring a copy back.',
  ],
  schemes: ['page_attachment', 'field'],
  parameters: {
    gpus: howMany('GPUs', 2, 3),
    collapseFirst: yesNo('copies are dropped before the page becomes writable', 1),
    underLock: yesNo('a new copy is made under the page lock', 1),
    meanwhile: {
      says: 'meanwhile: 0 = nothing, 1 = somebody truncates the file, 2 = writeback goes on',
      default: 1,
      min: 0,
      max: 2,
    },
  },
  variants: [
    {
      id: 'write-first',
      says: 'the page becomes writable, then the copies are dropped',
      set: { collapseFirst: 0 },
    },
    { id: 'copy-without-lock', says: 'a GPU makes its copy without the page lock', set: { underLock: 0 } },
    {
      id: 'writeback',
      says: 'copies are dropped first, while the page is written back',
      set: { meanwhile: 2 },
    },
    { id: 'collapse-first', says: 'copies are dropped under the page lock before the write', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 6,
      ptes: 1,
      copies: p.gpus,
      writes: 1,
      flags: p.meanwhile === 2 ? ['dirty', 'writeback'] : [],
    });
    m.process('GPU work', duplicatePath(k, { underLock: p.underLock === 1 }));
    m.process('program', mkwritePath(k, { pte: 1, collapse: p.collapseFirst ? 'first' : 'last' }));
    if (p.meanwhile === 2) m.process('writeback', writebackPath(k));
    if (p.meanwhile === 1) m.process('truncate', truncatePath(k));
    copiesEqual(m, k);
    oneClassOfWriter(m, k);
    m.init(() => {
      startMapped(k, 1, 1, 0);
      for (const copy of k.copy.slice(1, p.gpus)) copy.has = 1;
    });
    return k;
  },
});

import { bit, ref } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, choose, path, step } from '../model/path.ts';
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
  schemes: ['page_attachment'],
  parameters: {
    gpus: howMany('GPUs', 2, 3),
    collapseFirst: yesNo('copies are dropped before the page becomes writable', 1),
    underLock: yesNo('a new copy is made under the page lock', 1),
    truncate: yesNo('somebody truncates the file', 1),
  },
  variants: [
    {
      id: 'write-first',
      says: 'the page becomes writable, then the copies are dropped',
      set: { collapseFirst: 0 },
    },
    { id: 'copy-without-lock', says: 'a GPU makes its copy without the page lock', set: { underLock: 0 } },
    { id: 'collapse-first', says: 'copies are dropped under the page lock before the write', set: {} },
  ],
  build(m, p) {
    const page = m.thing('page', { data: bit, locked: bit, writable: bit, inCache: bit });
    const gpu = m.things('gpu', p.gpus, { has: bit, data: bit }, { symmetric: true });
    const all = gpu.slice(1);
    const lock = step<object>('lock_page', 'takes the page lock', () => {
      if (page.locked) return BLOCK;
      page.locked = 1;
    });
    const unlock = step<object>('unlock_page', 'drops the page lock', () => {
      page.locked = 0;
    });
    const fault = [
      step<{ me: number; read: number }>(
        'uvm_va_block_make_resident_read_duplicate',
        'copies the page to its memory',
        (t) => {
          if (!page.inCache) return 'out';
          if (!p.underLock && page.writable) return 'out';
          page.writable = 0;
          t.read = page.data;
        },
      ),
      step<{ me: number; read: number }>('uvm_va_block_map', 'maps its copy', (t) => {
        const mine = gpu[t.me] as { has: number; data: number };
        mine.data = t.read;
        mine.has = 1;
      }),
    ];
    m.process(
      'GPU work',
      path({ me: ref('gpu', p.gpus), read: bit }, [
        choose(p.gpus, 'gpu fault', 'a GPU touches memory of which it may have a copy', (t, way) => {
          if (gpu[way + 1]?.has) return 'done';
          t.me = way + 1;
        }),
        ...(p.underLock ? [lock, ...fault, 'out:', unlock] : [...fault, 'out:']),
      ]),
    );
    const drop = choose<object>(p.gpus, 'uvm_va_block_unmap', 'drops one GPU’s copy', (_, way) => {
      const holder = all[way];
      if (!all.some((g) => g.has)) return way === 0 ? undefined : BLOCK;
      if (!holder?.has) return BLOCK;
      holder.has = 0;
      holder.data = 0;
      return all.some((g) => g.has) ? 'collapse' : undefined;
    });
    const makeWritable = step<object>('page_mkwrite', 'makes the page writable', () => {
      if (!page.inCache) return 'truncated';
      page.writable = 1;
    });
    const store = step<object>('store', 'writes to the page', () => {
      if (page.writable) page.data = 1;
    });
    m.process(
      'program',
      path({}, [
        lock,
        ...(p.collapseFirst
          ? ['collapse:', drop, makeWritable, store]
          : [makeWritable, store, 'collapse:', drop]),
        'truncated:',
        unlock,
      ]),
    );
    m.process(
      'writeback',
      path({}, [
        lock,
        step('clear_page_dirty_for_io', 'write-protects the page', () => {
          page.writable = 0;
        }),
        unlock,
      ]),
    );
    if (p.truncate) {
      m.process(
        'truncate',
        path({}, [
          lock,
          'collapse:',
          drop,
          step('__delete_from_page_cache', 'takes the page out of the cache', () => {
            page.inCache = 0;
            page.writable = 0;
            must(!all.some((g) => g.has), 'no copy outlives its page');
          }),
          unlock,
        ]),
      );
    }
    m.invariant('copies equal the page while a copy exists', () =>
      all.every((g) => !g.has || g.data === page.data),
    );
    m.init(() => {
      page.writable = 0;
      page.inCache = 1;
      for (const g of all.slice(0, p.gpus - 1)) g.has = 1;
    });
  },
});

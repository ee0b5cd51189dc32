// Copies of a page in other memories (GPUs, nodes): duplicated on a fault, collapsed before a write. As
// NVIDIA's UVM does it (uvm_va_block_make_resident_read_duplicate), and IRIX with program text.
import { BLOCK, choose, type Line, type Path, path, step } from '../model/path.ts';
import { breakProtection } from './device.ts';
import { at, type Kernel } from './kernel.ts';
import {
  byHelper,
  type Finder,
  finderLocals,
  findGetPage,
  pickFile,
  putAndLeave,
  putAndRetry,
  recheckPage,
} from './lookup.ts';
import { anyCopy, mkclean, store } from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

type Duplicator = Finder & { me: number; read: number };

/** A processor touches memory of which it has no copy yet. */
export function duplicatePath(k: Kernel, { underLock = true }: { underLock?: boolean } = {}): Path {
  return path({ ...finderLocals(k), me: k.copyRef, read: k.contents }, [
    choose<Duplicator>(
      k.copy.length - 1,
      'gpu fault',
      'touches memory of which it may have a copy',
      (t, way) => {
        if (at(k.copy, way + 1).has) return 'done';
        t.me = way + 1;
      },
    ),
    pickFile<Duplicator>(k, 'hmm_range_fault'),
    ...findGetPage<Duplicator>(k, 'done'),
    ...(underLock
      ? [
          ...lockPage<Finder>(k),
          recheckPage<Duplicator>('hmm_range_fault', byHelper(k)),
          ...breakProtection<Duplicator>(k),
        ]
      : []),
    step<Duplicator>(
      'uvm_va_block_make_resident_read_duplicate',
      'takes write access from every PTE and copies the page',
      (t) => {
        mkclean(k, t.page);
        if (k.has.data) t.read = at(k.page, t.page).data;
      },
    ),
    step<Duplicator>('uvm_va_block_map', 'maps its copy', (t) => {
      at(k.copy, t.me).data = t.read;
      at(k.copy, t.me).has = 1;
    }),
    ...(underLock ? unlockPage<Duplicator>(k) : []),
    ...putAndLeave<Duplicator>(k),
    ...putAndRetry<Duplicator>(k),
  ]);
}

/** With the page lock: every copy is dropped, one after the other, in any order. */
export function collapseCopies<L extends object>(k: Kernel): Line<L>[] {
  if (!k.has.copies) return [];
  return [
    'collapse:',
    choose<L>(k.copy.length - 1, 'uvm_va_block_unmap', 'drops one copy', (_, way) => {
      if (!anyCopy(k)) return way === 0 ? undefined : BLOCK;
      const copy = at(k.copy, way + 1);
      if (!copy.has) return BLOCK;
      copy.has = 0;
      copy.data = 0;
      return anyCopy(k) ? 'collapse' : undefined;
    }),
  ];
}

/** A debugger writes to program text: access_process_vm() under the page lock. */
export function pokeTextPath(k: Kernel, { collapseFirst = true }: { collapseFirst?: boolean } = {}): Path {
  const write = step<Finder>('ptrace_access_vm', 'writes the breakpoint', (t) => store(k, t.page));
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'ptrace_access_vm'),
    ...findGetPage<Finder>(k, 'done'),
    ...lockPage<Finder>(k),
    recheckPage<Finder>('ptrace_access_vm', byHelper(k)),
    ...(collapseFirst ? [...collapseCopies<Finder>(k), write] : [write, ...collapseCopies<Finder>(k)]),
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
  ]);
}

import { kernel } from '../kernel/kernel.ts';
import { clearLocked, setDirty, startCached, tryLockPage } from '../kernel/primitives.ts';
import { truncateHeldPath } from '../kernel/truncate.ts';
import { bit } from '../model/fields.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';
import { SCHEMES } from '../schemes/index.ts';

export const unassigned = scenario({
  id: 'unassigned',
  title: 'A local variable passed before it is assigned',
  raisedBy: 'patch 73 of the 2018 series: fault_dirty_shared_page passes `mapping` before it is set',
  era: 'v4.17 (mm/memory.c: fault_dirty_shared_page)',
  narration: [
    'The function has a local `mapping`, but assigns it only after the page is dirtied and just before it is unlocked.',
    'The semantic patch sees a name of the right type and passes it. Whatever was on the stack goes down the call.',
    'Taken from the VMA at the top, the value is right; taken from the page after the unlock, it may be gone with truncation.',
  ],
  schemes: SCHEMES,
  parameters: {
    when: {
      says: 'mapping is assigned: 0 = after the call, 1 = before it, from vma->vm_file',
      default: 1,
      min: 0,
      max: 1,
    },
    used: yesNo('the callee uses the argument, not the field', 1),
    early: yesNo('the original code reads the field before the unlock', 1),
  },
  variants: [
    { id: 'before-assignment', says: 'the argument is passed before it is assigned', set: { when: 0 } },
    { id: 'field-after-unlock', says: 'the field is read after the page is unlocked', set: { early: 0 } },
    { id: 'from-vma', says: 'the value comes from the VMA', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, { scheme: p.scheme, pages: 1, files: 1, references: 1, flags: ['dirty'] });
    const space = m.things('mapping', 1, { dirtyTag: bit, balanced: bit });
    const of = (index: number) => space[index] as { dirtyTag: number; balanced: number };
    const read = step<{ mapping: number }>('page_rmapping', 'mapping = page_rmapping(page)', (t) => {
      t.mapping = k.identity.file(1);
    });
    const unlock = step<{ mapping: number }>('unlock_page', 'drops the page lock', () => clearLocked(k, 1));
    m.process(
      'write fault',
      path({ mapping: k.spaceRef }, [
        step('do_page_mkwrite', 'takes the page lock; the page is still in the file', (t) => {
          if (!tryLockPage(k, 1)) return BLOCK;
          if (!k.identity.file(1)) {
            clearLocked(k, 1);
            return 'done';
          }
          if (p.when) t.mapping = 1;
        }),
        step('set_page_dirty', 'set_page_dirty(mapping, page)', (t) => {
          setDirty(k, 1);
          of(p.used ? t.mapping : k.identity.file(1)).dirtyTag = 1;
        }),
        ...(p.early ? [read, unlock] : [unlock, read]),
        step('balance_dirty_pages_ratelimited', 'slows the writer down, in the name of the mapping', (t) => {
          of(t.mapping).balanced = 1;
        }),
      ]),
    );
    m.process('truncate', truncateHeldPath(k, 1, 1));
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});

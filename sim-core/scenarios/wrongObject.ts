import { kernel } from '../kernel/kernel.ts';
import { setDirty, startCached } from '../kernel/primitives.ts';
import { bit } from '../model/fields.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario } from '../scenario.ts';
import { SCHEMES } from '../schemes/index.ts';

export const wrongObject = scenario({
  id: 'wrong-object',
  title: 'The wrong object of the right type',
  raisedBy: 'patch 73 of the 2018 series: shmem_symlink passes dir->i_mapping',
  era: 'v4.17 (mm/shmem.c: shmem_symlink), stages "passed", "checked" and "converted" of the plan',
  narration: [
    'A semantic patch fills the new argument from whatever inode is in scope. In shmem_symlink two are: the directory, and the new link.',
    'It takes the directory. While the field is read, nothing happens; once it is not, the page is counted dirty in the directory’s mapping.',
    'The comparison of argument and field, in the stage between, finds it.',
  ],
  schemes: SCHEMES,
  parameters: {
    passes: { says: 'what is passed: 0 = dir->i_mapping, 1 = inode->i_mapping', default: 1, min: 0, max: 1 },
    stage: {
      says: '0 = the argument is ignored, 1 = it is compared, 2 = it is used',
      default: 2,
      min: 0,
      max: 2,
    },
  },
  variants: [
    {
      id: 'directory-ignored',
      says: 'the directory is passed, the field is used',
      set: { passes: 0, stage: 0 },
    },
    {
      id: 'directory-checked',
      says: 'the directory is passed, and compared with the field',
      set: { passes: 0, stage: 1 },
    },
    { id: 'directory-used', says: 'the directory is passed, the field is not read', set: { passes: 0 } },
    { id: 'inode-used', says: 'the new inode is passed, the field is not read', set: {} },
  ],
  build(m, p) {
    const DIR = 1;
    const LINK = 2;
    const k = kernel(m, { scheme: p.scheme, pages: 1, files: 2, references: 1, flags: ['dirty'] });
    const space = m.things('mapping', 2, { dirtyTag: bit });
    const page = k.page[1] as { dirty: number };
    const report = m.thing('log', { warned: bit, synced: bit });
    const of = (index: number) => space[index] as { dirtyTag: number };
    m.process(
      'symlink(2)',
      path({ mapping: k.spaceRef }, [
        step('shmem_getpage', 'gets a page of the new inode', () => startCached(k, 1, LINK)),
        step('shmem_symlink', 'calls set_page_dirty(mapping, page)', (t) => {
          t.mapping = p.passes ? LINK : DIR;
        }),
        step('fs_page_mapping', 'takes the argument or the field, as the stage says', (t) => {
          const meant = k.identity.file(1);
          if (p.stage === 1 && t.mapping !== meant) report.warned = 1;
          if (p.stage < 2) t.mapping = meant;
        }),
        step('__set_page_dirty', 'marks the page dirty, and its slot in the mapping', (t) => {
          setDirty(k, 1);
          of(t.mapping).dirtyTag = 1;
        }),
      ]),
    );
    m.process(
      'fsync(2)',
      path({}, [
        step('write_cache_pages', 'after the symlink: looks for dirty pages of the new inode', () => {
          if (!page.dirty) return BLOCK;
          if (of(LINK).dirtyTag) page.dirty = 0;
          report.synced = 1;
        }),
      ]),
    );
    m.invariant(
      'no write is lost: fsync() finds every dirty page of its file',
      () => !report.synced || !page.dirty,
    );
    m.invariant('a mismatch is reported, and only a mismatch', () => !report.warned || p.passes === 0);
    return k;
  },
});

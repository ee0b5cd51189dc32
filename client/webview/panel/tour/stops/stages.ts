import type { Stop } from '../stop.ts';

export const stages: Stop = {
  id: 'conversion-stages',
  title: 'A ladder, not a jump',
  about:
    'The plan for the conversion: helper, parameter, passed, checked, converted. What each rung catches.',
  raisedBy: 'Jérôme Glisse’s plan, LSF/MM 2018; Boaz Harrosh and Al Viro on mismatches',
  takes: {
    ignored: { scenario: 'wrong-object', scheme: 'field', variant: 'directory-ignored', goal: 'passing' },
    checked: { as: 'ignored', variant: 'directory-checked' },
    used: { scenario: 'wrong-object', scheme: 'field', variant: 'directory-used', goal: 'bug' },
    right: { as: 'used', variant: 'inode-used' },
    noLock: { scenario: 'mismatch-check', scheme: 'field', variant: 'without-lock', goal: 'bug' },
  },
  beats: [
    {
      take: 'ignored',
      upTo: 'start',
      says: 'Nearly four hundred places used the field in v4.17. The plan goes up in rungs: a helper function, then a parameter that is ignored, then callers that pass the real mapping, then a comparison, and only then the field is left alone.',
    },
    {
      upTo: { by: 'symlink(2)', fn: 'shmem_symlink' },
      says: 'A real slip from the posted series. A semantic patch fills in the new argument from whatever is in scope, and in shmem_symlink it takes the directory’s mapping instead of the new link’s. It has the right type.',
    },
    {
      upTo: 'end',
      says: 'As long as the argument is ignored, nothing happens. Everything works, and the mistake lies there.',
    },
    {
      take: 'checked',
      upTo: { by: 'symlink(2)', changes: 'log.warned' },
      says: 'The rung “checked”: the argument is compared with the field, and the difference is reported. The field is still what counts, so nothing breaks.',
    },
    {
      take: 'used',
      upTo: { by: 'symlink(2)', fn: '__set_page_dirty' },
      says: 'Had that rung been skipped: the page is marked dirty, but in the mapping of the directory.',
    },
    {
      upTo: 'end',
      says: 'fsync finds no dirty page in the link’s own mapping and says that all is well. The write is lost.',
    },
    {
      take: 'right',
      upTo: 'end',
      says: 'With the right inode the field need not be read any more: converted.',
    },
    {
      take: 'noLock',
      upTo: 'end',
      says: 'The check has a condition of its own. Boaz Harrosh expected mismatches that are no mistakes, and without the page lock it reports truncation at work. A check that cries wolf gets switched off.',
    },
  ],
};

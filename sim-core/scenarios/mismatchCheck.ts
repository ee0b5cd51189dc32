import { bit, oneOf } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const mismatchCheck = scenario({
  id: 'mismatch-check',
  title: 'The value passed is compared with the field',
  raisedBy:
    'Boaz Harrosh, LSF/MM 2018: there may well be places where the two do not match; Al Viro (mail): coda and block devices',
  era: 'v4.17, stage "checked" of the plan',
  narration: [
    'For some releases the mapping is passed down and compared with page->mapping; a difference is reported.',
    'A check without the page lock sees truncation at work, and reports what is no mistake.',
    'A caller that passes file_inode(file)->i_mapping in place of file->f_mapping is wrong for block devices and coda, and is reported rightly.',
  ],
  schemes: ['field'],
  parameters: {
    locked: yesNo('compare under the page lock, after the recheck', 1),
    source: {
      says: 'what the caller passes: 0 = file_inode(file)->i_mapping, 1 = file->f_mapping',
      default: 1,
      min: 0,
      max: 1,
    },
    device: yesNo('the file is a block device node', 1),
    warns: yesNo('a mismatch is reported', 1),
  },
  variants: [
    { id: 'without-lock', says: 'the check is made without the page lock', set: { locked: 0 } },
    {
      id: 'wrong-source-silent',
      says: 'the caller passes the inode’s mapping, and nothing is reported',
      set: { source: 0, warns: 0 },
    },
    {
      id: 'wrong-source-reported',
      says: 'the caller passes the inode’s mapping; the check reports it',
      set: { source: 0 },
    },
    { id: 'f-mapping', says: 'the caller passes f_mapping; the check is under the lock', set: {} },
  ],
  build(m, p) {
    const NONE = 0;
    const NODE = 1;
    const DISK = 2;
    const mapping = oneOf('NULL', 'mapping of the node', 'mapping of the disk');
    const real = p.device ? DISK : NODE;
    const page = m.thing('page', { mapping, locked: bit });
    const log = m.thing('log', { warned: bit });
    const lock = step<{ passed: number; seen: number }>('lock_page', 'takes the page lock', () => {
      if (page.locked) return BLOCK;
      page.locked = 1;
    });
    const recheck = step<{ passed: number; seen: number }>(
      'page_is_truncated',
      'is the page still in a file?',
      () => (page.mapping === NONE ? 'unlock' : undefined),
    );
    m.process(
      'reader',
      path({ passed: mapping, seen: mapping }, [
        step('generic_file_buffered_read', 'passes the mapping that it has', (t) => {
          t.passed = p.source ? real : NODE;
        }),
        ...(p.locked ? [lock, recheck] : []),
        step('fs_page_mapping', 'compares the value passed with page->mapping', (t) => {
          t.seen = page.mapping;
          if (p.warns && t.seen !== t.passed) log.warned = 1;
        }),
        step(
          'fs_page_mapping',
          'is a report a mistake of the caller, and a mistake of the caller a report?',
          (t) => {
            const mistake = t.passed !== real;
            must(!log.warned || mistake, 'a mismatch is reported, and only a mismatch: no false report');
            must(log.warned || !mistake, 'a mismatch is reported, and only a mismatch: none is missed');
          },
        ),
        'unlock:',
        step('unlock_page', 'drops the lock', () => {
          if (p.locked) page.locked = 0;
        }),
      ]),
    );
    m.process(
      'truncate',
      path({}, [
        step('lock_page', 'takes the page lock', () => {
          if (page.locked) return BLOCK;
          page.locked = 1;
        }),
        step('__delete_from_page_cache', 'clears page->mapping', () => {
          page.mapping = NONE;
        }),
        step('unlock_page', 'drops the lock', () => {
          page.locked = 0;
        }),
      ]),
    );
    m.init(() => {
      page.mapping = real;
    });
  },
});

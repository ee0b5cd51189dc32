import { kernel } from '../kernel/kernel.ts';
import { clearLocked, startCached, tryLockPage } from '../kernel/primitives.ts';
import { truncateHeldPath } from '../kernel/truncate.ts';
import { bit, ref, upTo } from '../model/fields.ts';
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
  schemes: ['field', 'page_mapping', 'page_wait', 'page_attachment'],
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
    helper: yesNo('compare with page_mapping(), not with the raw word', 1),
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
    {
      id: 'raw-word',
      says: 'the caller passes f_mapping; the check reads the raw word',
      set: { helper: 0 },
    },
    { id: 'f-mapping', says: 'the caller passes f_mapping; the check is under the lock', set: {} },
  ],
  build(m, p) {
    const NODE = 1;
    const DISK = 2;
    const real = p.device ? DISK : NODE;
    const k = kernel(m, { scheme: p.scheme, pages: 1, files: 2, references: 1 });
    const log = m.thing('log', { warned: bit });
    type Reader = { passed: number; seen: number };
    const lock = step<Reader>('lock_page', 'takes the page lock', () =>
      tryLockPage(k, 1) ? undefined : BLOCK,
    );
    const recheck = step<Reader>('page_is_truncated', 'is the page still in a file?', () =>
      k.identity.file(1) ? undefined : 'unlock',
    );
    m.process(
      'reader',
      path({ passed: ref('mapping', 2), seen: upTo(k.identity.word.own) }, [
        step('generic_file_buffered_read', 'passes the mapping that it has', (t) => {
          t.passed = p.source ? real : NODE;
        }),
        ...(p.locked ? [lock, recheck] : []),
        step('fs_page_mapping', 'compares the value passed with page->mapping', (t) => {
          t.seen = p.helper ? k.identity.file(1) : k.identity.raw(1);
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
          if (p.locked) clearLocked(k, 1);
        }),
      ]),
    );
    m.process('truncate', truncateHeldPath(k, 1, real));
    m.init(() => startCached(k, 1, real));
    return k;
  },
});

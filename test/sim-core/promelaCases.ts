// Which hand-written Promela model stands for which scenario, and how its sizes and faults are set.
import type { Setting } from '../../sim-core/scenario.ts';

export interface PromelaCase {
  readonly file: string;
  readonly defines: readonly string[];
  readonly scenario: string;
  readonly setting: Setting;
  /** Steps that the model spends on setting up its start. */
  readonly setup: number;
}

function one(
  scenario: string,
  scheme: string,
  variant: string,
  file: string,
  defines: string,
  setup = 0,
  set: Record<string, number> = {},
): PromelaCase {
  return {
    file,
    defines: defines.split(' ').filter(Boolean),
    scenario,
    setting: { scheme, variant, set },
    setup,
  };
}

const LOOKUP = '-DNR=2 -DNT=1 -DNW=0 -DNP=2 -DNF=1 -DCACHED';
const XFS = '-DNR=1 -DNT=1 -DNW=1 -DNP=2 -DNF=1 -DCACHED';
const WAIT = '-DNR=1 -DNT=1 -DNW=1 -DNP=2 -DNF=1';

export const promelaCases: readonly PromelaCase[] = [
  one('lookup-truncate', 'field', 'no-recheck', 'page_cache', `${LOOKUP} -DTEST=0`, 1),
  one('lookup-truncate', 'field', 'helper', 'page_cache', LOOKUP, 1),
  one('xfs-null-check', 'page_mapping', 'null-test', 'page_cache', `${XFS} -DPAGE_MAPPING -DTEST=2`, 1),
  one('xfs-null-check', 'page_mapping', 'page-is-truncated', 'page_cache', `${XFS} -DPAGE_MAPPING`, 1),
  one('xfs-null-check', 'page_wait', 'null-test', 'page_cache', `${XFS} -DPAGE_WAIT -DTEST=2`, 1),
  one('wait-install', 'page_wait', 'two-steps', 'page_cache', `${WAIT} -DPAGE_WAIT -DTWO_STEPS`),
  one('wait-install', 'page_wait', 'one-section', 'page_cache', `${WAIT} -DPAGE_WAIT`),
  one(
    'wait-install',
    'page_wait',
    'one-section',
    'page_cache',
    '-DNR=1 -DNT=1 -DNW=1 -DNP=2 -DNF=2 -DPAGE_WAIT',
    0,
    { files: 2 },
  ),
  one('tag-collision', 'page_wait', 'bit-0', 'tag_collision', '-DTAG=0'),
  one('tag-collision', 'page_wait', 'bit-2', 'tag_collision', '-DTAG=2'),
  one('ksm-unmerge', 'field', 'one-check', 'ksm_unmerge', ''),
  one('ksm-unmerge', 'field', 'recheck', 'ksm_unmerge', '-DRECHECK'),
  one('page-flag', 'page_flag', 'flag-alone', 'page_flag', '-DND=2'),
  one('page-flag', 'page_flag', 'counted', 'page_flag', '-DND=2 -DCOUNTED'),
  one('unassigned', 'field', 'before-assignment', 'unassigned', '-DBEFORE'),
  one('unassigned', 'field', 'field-after-unlock', 'unassigned', '-DLATE'),
  one('unassigned', 'field', 'from-vma', 'unassigned', ''),
  one('reclaim-attachment', 'page_attachment', 'frees', 'reclaim_attachment', '-DASKS=0'),
  one('reclaim-attachment', 'page_attachment', 'waits-locked', 'reclaim_attachment', '-DASKS=1 -DREFERENCE'),
  one('reclaim-attachment', 'page_attachment', 'asks', 'reclaim_attachment', '-DASKS=2 -DREFERENCE'),
  one('migrate-waiters', 'field', 'with-reference', 'migrate_waiters', '-DNW=2 -DTRIES=2 -DREFERENCE'),
  one('migrate-waiters', 'page_wait', 'not-carried', 'migrate_waiters', '-DNW=2 -DTRIES=2 -DIN_WORD -DLEFT'),
  one('migrate-waiters', 'page_wait', 'without-reference', 'migrate_waiters', '-DNW=2 -DTRIES=2 -DIN_WORD'),
  one('mismatch-check', 'field', 'without-lock', 'mismatch_check', '-DUNLOCKED -DPASSED=2'),
  one('mismatch-check', 'field', 'wrong-source-silent', 'mismatch_check', '-DPASSED=1 -DQUIET'),
  one('mismatch-check', 'field', 'wrong-source-reported', 'mismatch_check', '-DPASSED=1'),
  one('mismatch-check', 'field', 'f-mapping', 'mismatch_check', '-DPASSED=2'),
];

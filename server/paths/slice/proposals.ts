// Which scenarios of the simulation a code path takes part in, as rules on what it does.
import type { Operation, Program } from '../../../sim-core/slice/program.ts';

export interface Proposal {
  /** id of a scenario in sim-core's registry */
  readonly scenario: string;
  /** what in the path speaks for it */
  readonly reason: string;
}

interface Rule {
  readonly scenario: string;
  /** each of these must be there; in an inner list, one of them */
  readonly has: readonly (Operation | readonly Operation[])[];
  readonly lacks?: readonly Operation[];
  /** must hold on entry */
  readonly given?: 'page' | 'nothing';
  readonly reason: string;
}

const TEST: readonly Operation[] = ['field-set', 'field-is-mapping'];
const LOCK: readonly Operation[] = ['lock', 'trylock'];

/** Best first. */
const RULES: readonly Rule[] = [
  {
    scenario: 'lookup-truncate',
    has: ['find', LOCK, TEST],
    reason: 'finds a page, locks it, and looks whether it still belongs to the file',
  },
  {
    scenario: 'lookup-truncate',
    has: ['find', LOCK],
    lacks: ['field-set', 'field-is-mapping'],
    reason: 'finds a page and locks it without looking again: its variant no-recheck',
  },
  {
    scenario: 'lookup-truncate',
    has: ['delete-from-cache'],
    reason: 'takes a page out of the cache: it is what lookups race with',
  },
  {
    scenario: 'lookup-truncate',
    has: [LOCK, 'field-is-mapping'],
    lacks: ['find'],
    given: 'page',
    reason: 'locks a page found earlier and compares its mapping',
  },
  {
    scenario: 'find-lock-livelock',
    has: ['find', LOCK, 'field-is-mapping', 'put'],
    reason: 'tries again while the field is not the mapping: with a protected page it may never be',
  },
  {
    scenario: 'xfs-null-check',
    has: ['field-set'],
    lacks: ['field-is-mapping'],
    reason: 'takes a field that is not NULL for a page that was not truncated',
  },
  {
    scenario: 'mismatch-check',
    has: ['field-is-mapping'],
    given: 'page',
    reason: 'compares the mapping that its caller passes with the field',
  },
  {
    scenario: 'wait-install',
    has: [
      ['lock', 'wait-locked', 'wait-writeback'],
      ['field-set', 'field-is-mapping', 'follow-field', 'read-field'],
    ],
    reason: 'sleeps on the page and reads the field: a page_wait may stand there meanwhile',
  },
  {
    scenario: 'wait-install',
    has: ['wake', ['field-set', 'read-field', 'follow-field']],
    reason: 'wakes those who sleep on the page and reads the field',
  },
  {
    scenario: 'reclaim-attachment',
    has: ['freeze'],
    reason: 'freezes the reference count, which an attachment holds too',
  },
  {
    scenario: 'ksm-merge',
    has: ['unmap', ['map', 'map-writable']],
    lacks: ['delete-from-cache'],
    given: 'page',
    reason: 'clears a PTE and puts it back with fewer rights',
  },
  {
    scenario: 'ksm-attachment',
    has: ['map', 'unmap'],
    given: 'page',
    reason: 'write-protects a page: the mechanism that the article makes generic',
  },
  {
    scenario: 'device-atomic',
    has: [
      ['map-writable', 'mkclean', 'write-data', 'set-dirty'],
      ['lock', 'trylock', 'map-writable'],
    ],
    reason: 'makes a page writable or dirty: write protection for a device must be broken first',
  },
  {
    scenario: 'duplicate-gpus',
    has: [['write-data', 'set-dirty', 'start-writeback']],
    reason: 'writes to the page or writes it back: duplicates must be collapsed before',
  },
  {
    scenario: 'private-field',
    has: ['follow-field'],
    reason: 'follows the field to what it points to',
  },
];

/** Scenarios that fit a path, best first; each once. */
export function proposals(program: Program): Proposal[] {
  const ops = new Set(program.instructions.map(({ op }) => op));
  const found = new Map<string, Proposal>();
  for (const { scenario, has, lacks = [], given, reason } of RULES) {
    const there = has.every((op) =>
      typeof op === 'string' ? ops.has(op) : op.some((each) => ops.has(each)),
    );
    const fits = given === undefined || (given === 'page') === program.given.page;
    if (there && fits && !lacks.some((op) => ops.has(op)) && !found.has(scenario))
      found.set(scenario, { scenario, reason });
  }
  return [...found.values()];
}

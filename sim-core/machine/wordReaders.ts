import type { PageKindId } from './pageKinds.ts';
import { SPACES } from './pageKinds.ts';
import { decode, encode, type ObjectKind, type Word } from './word.ts';
import { type Era, looksLike } from './wordEras.ts';
import { load } from './wordMemory.ts';
import { makePage, type PageState, type SchemeId } from './wordSchemes.ts';
import { describeLoad, describeWord } from './wordWords.ts';

/** What code that was not converted may do with the field. */
export type RawAccess = 'read' | 'null-test' | 'compare' | 'dereference' | 'tag-test' | 'write';

export const RAW_ACCESSES: readonly RawAccess[] = [
  'read',
  'null-test',
  'compare',
  'dereference',
  'tag-test',
  'write',
];

/** How it ends, compared with the same access to the same page today. */
export type Outcome =
  /** the same as today */
  | 'same'
  /** another answer, and nothing reports it */
  | 'wrong'
  /** the kernel stops, here or at the first use of what was read */
  | 'oops'
  /** what the word pointed to is lost */
  | 'lost';

export interface Sight {
  readonly outcome: Outcome;
  /** what the access gives on this page */
  readonly sees: string;
  /** what it gives on the same page today */
  readonly today: string;
}

interface Observation {
  readonly text: string;
  readonly faults: boolean;
  readonly loses: ObjectKind | null;
}

/**
 * What unconverted code sees on a page under a scheme. It runs the access on the page and on the same page
 * as it is today, and compares.
 */
export function rawSight(era: Era, kind: PageKindId, scheme: SchemeId, access: RawAccess): Sight {
  const now = observe(makePage(era, kind, 'field'), access);
  const then = observe(makePage(era, kind, scheme), access);
  return { outcome: outcomeOf(now, then), sees: then.text, today: now.text };
}

function outcomeOf(now: Observation, then: Observation): Outcome {
  if (then.loses) return 'lost';
  // code that cannot survive this page today is no worse off
  if (then.text === now.text || (then.faults && now.faults)) return 'same';
  return then.faults ? 'oops' : 'wrong';
}

const ATTACHMENTS: readonly ObjectKind[] = ['page_mapping', 'page_wait', 'page_attachment'];

function observe(page: PageState, access: RawAccess): Observation {
  const { word, era } = page;
  const say = (text: string, faults = false): Observation => ({ text, faults, loses: null });
  switch (access) {
    case 'read':
      return say(describeWord(era, word));
    case 'null-test':
      return say(word === 0n ? 'NULL' : 'not NULL');
    case 'compare':
      return say(word === expected(page) ? 'equal' : 'different');
    case 'tag-test':
      return say(LOOKS[looksLike(era, word)]);
    case 'dereference':
      return dereference(page);
    case 'write': {
      const kind = decode(word)?.target?.kind;
      const loses = kind && ATTACHMENTS.includes(kind) ? kind : null;
      return { text: loses ? (LOST[loses] ?? 'stored') : 'stored', faults: false, loses };
    }
  }
}

const LOOKS = {
  null: 'no identity',
  pointer: 'an untagged pointer: a file page',
  anon: 'anonymous',
  ksm: 'anonymous and KSM',
  movable: 'non-LRU movable',
  invalid: 'a tag that no page carries',
} as const;

const LOST: Partial<Record<ObjectKind, string>> = {
  page_mapping: 'overwrites the only pointer to the page_mapping: it leaks, with the flags in it',
  page_wait: 'overwrites the only pointer to the page_wait: the waiters are never woken',
  page_attachment: 'overwrites the only pointer to the attachment: its owner is never told',
};

/** The mapping that a caller would compare with: the one the page had when it was looked up. */
function expected(page: PageState): Word {
  const own = decode(page.identity);
  if (own?.target?.kind === 'address_space') return encode({ tag: 0, target: own.target });
  return encode({ tag: 0, target: { kind: 'address_space', id: SPACES.indexOf('file') } });
}

/** `page->mapping->host`, and then a use of that inode. */
function dereference(page: PageState): Observation {
  const host = load(page.memory, page.word);
  const first = describeLoad(page.era, host, 'host');
  if ('fault' in host) return { text: first, faults: true, loses: null };
  if (decode(host.value)?.target?.kind === 'inode') return { text: first, faults: false, loses: null };
  const used = load(page.memory, host.value);
  if (!('fault' in used)) return { text: `${first}, taken for an inode`, faults: false, loses: null };
  return { text: `${first}; oops when it is used as an inode`, faults: true, loses: null };
}

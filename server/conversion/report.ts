import { type CType, isConcrete, isRecord, show } from '../types/ctype.ts';
import type { Linker, Resolution } from '../types/link.ts';
import type { FileFacts, UseFact } from './facts.ts';
import type { TrackedField } from './field.ts';
import type { FileReport, Use } from './model.ts';
import { UNREAD } from './unread.ts';

/** Turns the facts of one file into what is reported, asking other files for the types left open. */
export function reportOf(file: string, facts: FileFacts, field: TrackedField, linker: Linker): FileReport {
  const uses: Use[] = [];
  let falseFriends = facts.falseFriends;
  for (const fact of facts.uses) {
    const verdict = judge(fact, file, field, linker);
    if (verdict === null) falseFriends++;
    else uses.push({ ...withoutOwner(fact), file, field: field.field, ...verdict });
  }
  return {
    file,
    uses,
    rungs: facts.rungs.map((rung) => ({ ...rung, file })),
    converted: facts.converted.map((each) => ({ ...each, file })),
    damage: facts.damage,
    falseFriends,
  };
}

/** Null when the member belongs to another record. */
function judge(
  fact: UseFact,
  file: string,
  field: TrackedField,
  linker: Linker,
): Pick<Use, 'record' | 'confidence' | 'reason'> | null {
  const { owner } = fact;
  if (isRecord(owner)) {
    const record = trackedRecord(owner, field);
    return record === null
      ? null
      : { record, confidence: 'certain', reason: `${subject(fact)} is declared here as ${show(owner)}` };
  }
  // the linker has nothing to say of what this file declares itself
  const resolution: Resolution = isConcrete(owner) ? { type: owner, trail: [] } : linker.resolve(owner, file);
  const { type } = resolution;
  if (isRecord(type)) {
    const record = trackedRecord(type, field);
    return record === null ? null : { record, confidence: 'likely', reason: reasonOf(fact, resolution) };
  }
  // no member can belong to a number or a pointer: another declaration of that name was meant
  const why =
    type.k === 'unknown' ? type.why : `${reasonOf(fact, resolution)}, and ${show(type)} has no members`;
  const reason = why.startsWith(UNREAD) ? why : `the type of ${subject(fact)} is not known: ${why}`;
  return { record: null, confidence: 'unknown', reason };
}

function trackedRecord(type: CType, field: TrackedField): string | null {
  return type.k === 'record' && field.records.includes(type.name) ? type.name : null;
}

/** Longer bases are cut in reasons. */
const MAX_BASE = 80;

function reasonOf(fact: UseFact, { type, trail }: Resolution): string {
  return `${subject(fact)} is ${show(type)} by ${trail.join(', ') || 'its declaration'}`;
}

function subject({ base, access }: UseFact): string {
  if (access === 'offsetof') return `the record named to ${base || 'offsetof'}`;
  if (base.length > MAX_BASE) return `${base.slice(0, MAX_BASE)}…`;
  return base || 'the record initialised';
}

function withoutOwner({ owner: _owner, ...rest }: UseFact): Omit<UseFact, 'owner'> {
  return rest;
}

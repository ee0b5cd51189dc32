import type { TrackedField } from '../conversion/field.ts';
import type { PlanStage } from '../convert/header/marker.ts';
import type { Edit } from '../fixes/plan.ts';
import { isForward, type Part } from './patchesSplit.ts';

/** What a patch's message says: what it does, and why, with the numbers of this very patch. */
export interface Message {
  readonly subject: string;
  readonly body: readonly string[];
}

/** `page->mapping and folio->mapping` */
function words(field: TrackedField, records: readonly string[] = field.records): string {
  return records.map((record) => `${record}->${field.field}`).join(' and ');
}

export function messageOf(stage: PlanStage, field: TrackedField, part: Part): Message {
  const { subject, body } =
    part.kind === 'header' ? headerMessage(stage, field, part) : partMessage(stage, field, part);
  return {
    subject: `${part.prefix}: ${subject}`,
    body: [...body, `Generated with "mapshift convert ${stage}".`],
  };
}

/** The message of the series as a whole. */
export function coverMessage(stage: PlanStage, field: TrackedField): Message {
  const about = words(field);
  const why =
    `The aim is that code gets the ${field.field} of a ${field.records.join(' or ')} from its caller and no longer ` +
    `reads ${about}, so that the field can be given another meaning.`;
  const { subject, says } = COVER[stage](field, about);
  return { subject, body: [why, says, 'Every patch compiles by itself.'] };
}

const COVER: Readonly<
  Record<
    PlanStage,
    (field: TrackedField, about: string) => { readonly subject: string; readonly says: string }
  >
> = {
  helper: (_, about) => ({
    subject: `Read ${about} through helpers`,
    says: 'This series adds helpers that only read the field, and lets every reader call them. Nothing else changes.',
  }),
  parameter: (field) => ({
    subject: `Add an unused ${field.field} parameter where it is to come through`,
    says: `This series adds the parameter to functions and callbacks whose callers know the value. It is not used yet: every caller passes ${field.placeholder}.`,
  }),
  pass: (field) => ({
    subject: `Pass the ${field.field} where it is known`,
    says: `This series replaces ${field.placeholder} wherever the value is known. The helpers still read the field, so behaviour does not change.`,
  }),
  check: (field, about) => ({
    subject: `Check the ${field.field} that is passed against ${about}`,
    says: 'The helpers compare what is passed with the field, count, and warn once for each call where the two differ. They still yield the field.',
  }),
  final: (field, about) => ({
    subject: `Use the ${field.field} that is passed, not ${about}`,
    says: `Where a value is passed it takes the field's place. What still asks with ${field.placeholder} reads the field as before.`,
  }),
};

function headerMessage(stage: PlanStage, field: TrackedField, part: Part): Message {
  const about = words(field);
  const names = helperNames(field);
  const list = names.map((name) => `${name}()`).join(', ');
  switch (stage) {
    case 'helper':
      return {
        subject: `add helpers in place of ${about}`,
        body: [
          `Code that reads ${about} is to get the value from its caller, so that the field can be given another meaning. Add helpers that take the value as an argument: ${list}.`,
          `For now they ignore it and read the field. ${field.placeholder} is what a caller passes that does not know the value, and it is easy to grep for.`,
          'No functional change: nobody calls the helpers yet.',
        ],
      };
    case 'parameter':
    case 'pass':
      return {
        subject: `say how far the helpers for ${about} have come`,
        body: [
          stage === 'parameter'
            ? 'The patches that follow add the parameter that a value will come through. Say so where the helpers are declared.'
            : 'The patches that follow pass the value where it is known. Say so where the helpers are declared.',
          ...([...part.edits.values()].flat().some(isForward)
            ? ['Headers whose prototypes will name its type declare that first.']
            : []),
          'No functional change.',
        ],
      };
    case 'check':
      return {
        subject: `compare what is passed to the helpers with ${about}`,
        body: [
          'Before the value passed may take the place of the field, it has to be shown that both are the same wherever the kernel goes. Let the helpers compare them, count for each call, and warn once where they differ.',
          'They still yield the field, so nothing depends on the value passed.',
        ],
      };
    case 'final':
      return {
        subject: `let the helpers for ${about} yield what is passed`,
        body: [
          `The checks have shown that what is passed equals the field. Let it take the field's place; with ${field.placeholder} the helpers read the field as before.`,
          'The checks have done their work and go.',
        ],
      };
  }
}

function partMessage(stage: PlanStage, field: TrackedField, part: Part): Message {
  const edits = [...part.edits.values()].flat();
  const files = counted(part.edits.size, 'file');
  const records = recordsIn(field, edits);
  const about = words(field, records);
  if (stage === 'parameter' && part.kind !== 'subsystem') return parameterMessage(field, part, edits);
  const { value, truncated } = callsIn(field, edits);
  switch (stage) {
    case 'helper': {
      const reads = counted(value.count, 'read');
      const tests = counted(truncated.count, 'truncation test');
      const what = value.count === 0 ? tests : truncated.count === 0 ? reads : `${reads} and ${tests}`;
      const [only, more] = [...value.names, ...truncated.names];
      const subject =
        value.count === 0
          ? `ask ${truncated.names.join(' and ')} about truncation`
          : `read ${about} through ${more === undefined ? only : 'helpers'}`;
      return {
        subject,
        body: [
          `The ${field.field} of a ${records.join(' or ')} is to come from whoever knows it, not from the ${records.join(' or ')}. Go through the helpers, so that it can be passed later: ${what} in ${files}.`,
          ...(truncated.count > 0
            ? [
                `A test for truncation keeps what it compares with; where it only asked for NULL, ${field.placeholder} says so.`,
              ]
            : []),
          'The helpers read the field. No functional change.',
        ],
      };
    }
    case 'pass':
      return {
        subject: `pass the ${field.field} where it is known`,
        body: [
          `${counted(edits.length, 'call')} in ${files} can say which ${field.field} is meant: a parameter or a local has it. Pass that instead of ${field.placeholder}.`,
          'The helpers still read the field, so behaviour does not change; the value is what a later patch checks against the field.',
        ],
      };
    case 'final':
      return {
        subject: `use the ${field.field} at hand, not ${about}`,
        body: [
          `${counted(edits.length, 'place')} in ${files} asked a helper for the ${field.field} and passed it in the same breath. The value passed is right, as the checks have shown: use it and leave the ${records.join(' or ')} alone.`,
          'Tests for truncation keep asking the field, which only truncation is to change.',
        ],
      };
    default:
      return {
        subject: `prepare for the stage ${stage} of ${about}`,
        body: [`${counted(edits.length, 'change')} in ${files}.`],
      };
  }
}

function parameterMessage(field: TrackedField, { kind, names }: Part, edits: readonly Edit[]): Message {
  const counts = (group: Edit['group']): number => edits.filter((edit) => edit.group === group).length;
  const calls = counts('caller');
  const implementations = counts('implementation');
  const touched = [
    ...(implementations > 0 ? [counted(implementations, 'implementation')] : []),
    calls === 0 ? 'no caller' : counted(calls, 'caller'),
  ].join(' and ');
  const [first = ''] = names;
  const shown = names.length === 1 ? shortName(first) : `${names.length} functions`;
  const article = /^[aeiou]/.test(field.field) ? 'an' : 'a';
  return {
    subject: `add ${article} ${field.field} parameter to ${shown}`,
    body: [
      `${names.length === 1 ? `${shortName(first)} has` : 'These functions have'} only a ${field.records.join(' or ')} to ask which ${field.field} it belongs to, while callers farther up know. Make room for the answer: ${touched} to change. The parameter is not used yet, and callers pass ${field.placeholder}.`,
      ...(kind === 'local' && names.length > 1
        ? [names.map((name) => `  ${shortName(name)}`).join('\n')]
        : []),
      'No functional change.',
    ],
  };
}

/** Without the file in front of a static function. */
function shortName(tie: string): string {
  return tie.slice(tie.lastIndexOf(':') + 1);
}

function helperNames(field: TrackedField): string[] {
  return Object.values(field.plan?.helpers ?? {}).flatMap(({ value, truncated }) =>
    truncated === null ? [value] : [value, truncated],
  );
}

/** The calls of helpers that the edits write. */
function callsIn(
  field: TrackedField,
  edits: readonly Edit[],
): Record<'value' | 'truncated', { names: string[]; count: number }> {
  const out = { value: { names: [] as string[], count: 0 }, truncated: { names: [] as string[], count: 0 } };
  for (const helpers of Object.values(field.plan?.helpers ?? {}))
    for (const kind of ['value', 'truncated'] as const) {
      const name = helpers[kind];
      if (name === null) continue;
      const count = edits.reduce((sum, { text }) => sum + callsOf(text, name), 0);
      out[kind].count += count;
      if (count > 0) out[kind].names.push(`${name}()`);
    }
  return out;
}

/** The records whose helpers the edits name; all where they name none. */
function recordsIn(field: TrackedField, edits: readonly Edit[]): readonly string[] {
  const found = Object.entries(field.plan?.helpers ?? {}).flatMap(([record, { value, truncated }]) =>
    edits.some(({ text }) => callsOf(text, value) > 0 || (truncated !== null && callsOf(text, truncated) > 0))
      ? [record]
      : [],
  );
  return found.length > 0 ? found : field.records;
}

function callsOf(text: string, name: string): number {
  return text.match(new RegExp(`\\b${name}\\(`, 'g'))?.length ?? 0;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

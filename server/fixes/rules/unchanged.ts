import { type Candidate, namesIn, type Question } from '../values/candidate.ts';
import { isSameRecord } from '../values/record.ts';
import type { Rule } from './rule.ts';

export const unchanged: Rule = {
  id: 'changed',
  about:
    'Neither the record nor what the value names may be given another value after it was shown that they belong together.',
  verdict: 'refused',
  against: (candidate, question) => {
    const name = changedName(candidate, question) ?? storedMember(candidate, question);
    if (name === null) return null;
    return name === question.place.field.field
      ? `this function sets the ${name} of a record itself`
      : `${name} may be another by then`;
  },
};

function changedName({ expression, evidence }: Candidate, { place, flow, root }: Question): string | null {
  if (!evidence || evidence.steady) return null;
  const names = new Set([...namesIn(expression), ...(root ? [root.name] : []), ...namesIn(place.pointer)]);
  const body = place.definition.childForFieldName('body')?.startIndex ?? 0;
  const from = Math.max(evidence.since, body);
  for (const name of names) {
    const isOnlyOne = name !== root?.name && flow.of(name).length === 1 && !isParameter(name);
    const changes = flow.changes(
      name,
      from,
      place.offset,
      // the declaration of a local behind the evidence gives it the value that it is asked about
      (setting) => isSameRecord(setting, place) || isOnlyOne,
    );
    if (changes) return name;
  }
  return null;

  function isParameter(name: string): boolean {
    return place.scope.find(name, place.offset)?.parameter ?? false;
  }
}

/** A member that the value or the record is read through, and that the function stores into meanwhile. */
function storedMember({ expression, evidence }: Candidate, { place, flow }: Question): string | null {
  if (!evidence) return null;
  const from = evidence.steady ? place.definition.startIndex : evidence.since;
  const end = evidence.steady ? place.definition.endIndex : flow.endOf(from, place.offset);
  const read = `${expression} ${place.pointer}`;
  const members = [...read.matchAll(/(?:->|\.)\s*(\w+)|(\w+)\s*\[/g)].map(([, one, other]) => one ?? other);
  // a record whose field is set belongs elsewhere from then on
  members.push(place.field.field);
  const store = flow.stores.find(
    ({ name, node }) => node.startIndex >= from && node.startIndex < end && members.includes(name),
  );
  return store?.name ?? null;
}

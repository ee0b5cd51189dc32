import type { Value } from './catalog/fix.ts';
import { RULES, type Rule } from './rules/index.ts';
import type { Place } from './site.ts';
import type { Candidate, Question } from './values/candidate.ts';
import { inScope } from './values/evidence/inScope.ts';
import { lookedUp } from './values/evidence/lookup.ts';
import { ownParameter } from './values/evidence/ownParameter.ts';
import { pairedByCallers } from './values/evidence/pair.ts';
import { passedTest } from './values/evidence/passedTest.ts';
import { slotParameter } from './values/evidence/slot.ts';
import { flowOf } from './values/flow.ts';
import { rootOf } from './values/record.ts';

/** What may show that a value belongs to a record, the most direct first. */
const EVIDENCE = [ownParameter, passedTest, lookedUp, slotParameter, pairedByCallers, inScope] as const;

const ORDER: Readonly<Record<Value['verdict'], number>> = { proved: 0, doubtful: 1, refused: 2 };

/**
 * The expressions at hand at a place that may yield what its record's field holds, best first. `proved` is only what
 * is shown to belong to this very record on every way to the place, and is safe to evaluate there; all that speaks
 * against a value is told with it.
 */
export function valuesFor(place: Place, rules: readonly Rule[] = RULES): Value[] {
  // a caller that has no record at all passes NULL for it
  if (place.pointer === 'NULL') return [];
  const question = asked(place);
  const values = new Map<string, Value>();
  for (const find of EVIDENCE)
    for (const candidate of find(question)) {
      const value = judged(candidate, question, rules);
      const known = values.get(candidate.expression);
      values.set(candidate.expression, known ? better(known, value) : value);
    }
  return [...values.values()].sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
}

/** The parameter that the plan gave the function for this record, where it still holds the value there; else null. */
export function pairedParameter(place: Place): string | null {
  const question = asked(place);
  const [own] = ownParameter(question);
  return own && judged(own, question, RULES).verdict === 'proved' ? own.expression : null;
}

/** Of two ways to the same expression the one that proves more; what fell on the other way is told too. */
function better(one: Value, other: Value): Value {
  const [first, second] = ORDER[one.verdict] <= ORDER[other.verdict] ? [one, other] : [other, one];
  if (first.verdict === 'proved') return first;
  const more = second.rules.filter(({ rule }) => !first.rules.some((each) => each.rule === rule));
  return { ...first, rules: [...first.rules, ...more] };
}

function asked(place: Place): Question {
  const flow = flowOf(place);
  return { place, flow, root: rootOf(place, place.pointer, place.offset) };
}

function judged(candidate: Candidate, question: Question, rules: readonly Rule[]): Value {
  const { expression, from } = candidate;
  const against = rules.flatMap((rule) => {
    const reason = rule.against(candidate, question);
    return reason === null ? [] : [{ rule: rule.id, reason, verdict: rule.verdict }];
  });
  const verdict = against.some((each) => each.verdict === 'refused')
    ? 'refused'
    : against.length > 0
      ? 'doubtful'
      : 'proved';
  // what forbids it comes first
  against.sort((a, b) => ORDER[b.verdict] - ORDER[a.verdict]);
  return { expression, verdict, from, rules: against.map(({ rule, reason }) => ({ rule, reason })) };
}

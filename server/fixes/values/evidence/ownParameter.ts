import type { Candidate, Question } from '../candidate.ts';
import { parametersIn } from '../parameters.ts';

/** The parameter that the plan gave the function: it belongs to the record right behind it. */
export function ownParameter({ place, root }: Question): Candidate[] {
  const name = place.field.plan?.parameter;
  const list = parametersIn(place.definition);
  const at = list.findIndex((each) => each.name === name);
  if (name === undefined || at < 0 || !root?.parameter || list[at + 1]?.name !== root.name) return [];
  return [
    {
      expression: name,
      from: `parameter ${name}`,
      evidence: { at: place.definition.startIndex, since: place.definition.startIndex, steady: false },
      caveats: [],
      rivals: [],
    },
  ];
}

import type { Candidate, Question } from '../candidate.ts';
import { parametersIn, withoutAdded } from '../parameters.ts';
import { filled } from './found.ts';

/** The function is one whose callers are known to hand it the value beside the record that it belongs to. */
export function pairedByCallers({ place, root }: Question): Candidate[] {
  const { field, definition, function: name } = place;
  const pair = field.evidence.pairs[name];
  if (!pair || !root?.parameter) return [];
  const list = withoutAdded(parametersIn(definition), field).map((each) => each.name);
  const expression = filled(pair.value, list);
  if (!expression || list[pair.of] !== root.name) return [];
  return [
    {
      expression,
      from: `${name}() is given it beside the ${place.record}`,
      evidence: { at: definition.startIndex, since: definition.startIndex, steady: false },
      caveats: [],
      rivals: [],
    },
  ];
}

import type { Candidate, Question } from '../candidate.ts';
import { parametersIn, withoutAdded } from '../parameters.ts';

/** The function is one whose callers are known to hand it a value beside the record that it belongs to. */
export function pairedByCallers({ place, root }: Question): Candidate[] {
  const { field, definition, function: name } = place;
  const pair = field.evidence.pairs[name];
  if (!pair || !root?.parameter) return [];
  const list = withoutAdded(parametersIn(definition), field);
  const value = list[pair.value];
  const isValue = value?.record !== null && field.substitute.includes(` ${value?.record} `);
  if (!value || value.name === '' || !isValue || list[pair.of]?.name !== root.name) return [];
  return [
    {
      expression: value.name,
      from: `parameter ${value.name} of ${name}()`,
      evidence: { at: definition.startIndex, since: definition.startIndex, steady: false },
      caveats: [],
      rivals: [],
    },
  ];
}

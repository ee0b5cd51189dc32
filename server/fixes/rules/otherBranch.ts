import { Conditions } from '../../syntax/conditions.ts';
import type { Syntax } from '../../syntax/parser.ts';
import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

const CONDITIONS = new WeakMap<Syntax, Conditions>();

export const otherBranch: Rule = {
  id: 'other-branch',
  about: 'What stands in one branch of an #if is not there in the other configurations.',
  verdict: 'refused',
  against: ({ expression, evidence }, { place, flow }) => {
    const conditions = CONDITIONS.get(place.syntax) ?? new Conditions(place.syntax.text);
    CONDITIONS.set(place.syntax, conditions);
    const here = conditions.at(place.offset) ?? '';
    const isThere = (offset: number): boolean => {
      const there = conditions.at(offset) ?? '';
      return there === '' || here === there || here.startsWith(`${there} && `);
    };
    if (evidence && !isThere(evidence.at))
      return 'what shows it stands in an #if that this place does not stand in';
    for (const name of namesIn(expression)) {
      const local = place.scope.find(name, place.offset);
      const at = local && [
        local.offset,
        ...flow
          .of(name)
          .filter(({ node }) => node.startIndex < place.offset)
          .map(({ node }) => node.startIndex),
      ];
      if (at?.some((each) => !isThere(each)))
        return `${name} is set in an #if that this place does not stand in`;
    }
    return null;
  },
};

import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const assigned: Rule = {
  id: 'not-assigned',
  about: 'A local must have its value on every way that leads to the place.',
  verdict: 'refused',
  against: ({ expression }, { place, flow }) => {
    for (const name of namesIn(expression)) {
      const local = place.scope.find(name, place.offset);
      if (!local || local.parameter) continue;
      const isSet = flow
        .of(name)
        .some(
          ({ node, value }) =>
            value !== null && node.startIndex >= local.offset - 64 && flow.dominates(node, place.offset),
        );
      if (!isSet && local.value === null) return `${name} has no value yet on some way to this place`;
      if (!isSet && local.value && !flow.dominates(local.value, place.offset))
        return `${name} has no value yet on some way to this place`;
    }
    return null;
  },
};

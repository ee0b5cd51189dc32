import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const elsewhere: Rule = {
  id: 'elsewhere',
  about: 'What is found in the swap cache has another word in its field than the space that it was found in.',
  verdict: 'refused',
  against: ({ expression }, { place, flow, root }) => {
    const { elsewhere: calls } = place.field.evidence;
    const skip = root ? [root.name] : [];
    const texts = namesIn(expression).flatMap((name) => flow.behind(name, skip).map(({ text }) => text));
    const call = calls.find((name) =>
      [expression, ...texts].some((text) => new RegExp(`\\b${name}\\s*\\(`).test(text)),
    );
    return call === undefined
      ? null
      : `${call}() yields a space whose records do not have it as ${place.field.field}`;
  },
};

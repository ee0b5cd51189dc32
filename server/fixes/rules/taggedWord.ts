import type { Rule } from './rule.ts';

export const taggedWord: Rule = {
  id: 'tagged',
  about: 'Where the record is known to be anonymous, its field is a tagged word and no value.',
  verdict: 'refused',
  against: (_candidate, { place, flow }) => {
    for (const each of flow.all('if_statement')) {
      const then = each.childForFieldName('consequence');
      if (!then || place.offset < then.startIndex || place.offset >= then.endIndex) continue;
      const condition = flow.text(each.childForFieldName('condition') ?? each);
      const test = place.field.evidence.tagTests.find((call) =>
        new RegExp(`(?<!!\\s*)\\b${call}\\s*\\(`).test(condition),
      );
      if (test !== undefined && !condition.includes('||'))
        return `${test}() holds here: the field is no ${place.field.field}`;
    }
    return null;
  },
};

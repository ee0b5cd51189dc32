import type { Rule } from './rule.ts';

export const rightObject: Rule = {
  id: 'right-object',
  about: 'A value of the right type may be another object’s: something must show that it is this record’s.',
  verdict: 'doubtful',
  against: ({ evidence, caveats, expression }, { place }) =>
    evidence !== null
      ? null
      : [`nothing here shows that ${place.pointer} belongs to ${expression}`, ...caveats].join('; '),
};

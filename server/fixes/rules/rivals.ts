import type { Rule } from './rule.ts';

export const rivals: Rule = {
  id: 'rivals',
  about:
    'Two variables of one type, such as a directory and a new inode in it: the record belongs to one of them.',
  verdict: 'refused',
  against: ({ evidence, rivals: others, expression }, { place }) =>
    evidence !== null || others.length === 0
      ? null
      : `${place.pointer} may as well belong to ${others.join(' or ')} as to ${expression}`,
};

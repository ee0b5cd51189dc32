import type { Rule } from './rule.ts';

export const sideEffects: Rule = {
  id: 'side-effects',
  about: 'The value is evaluated once more where it is passed: it may neither do anything nor cost a call.',
  verdict: 'refused',
  against: ({ expression }, { place }) => {
    const calls = [...expression.matchAll(/\b(\w+)\s*\(/g)].map(([, name = '']) => name);
    const call = calls.find((name) => !place.field.evidence.pure.includes(name));
    if (call !== undefined) return `${call}() would be called once more`;
    return /\+\+|--|(?<![=!<>])=(?!=)/.test(expression) ? `${expression} does something each time` : null;
  },
};

import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const sameField: Rule = {
  id: 'same-field',
  about:
    'A value that was read from the field itself says nothing new: the test would compare the field with itself.',
  verdict: 'refused',
  against: ({ expression }, { place, flow, root }) => {
    const { field, scope, offset } = place;
    const reads = (text: string, at: number): boolean => {
      for (const [, base = '', name = ''] of text.matchAll(/([\w\])]+)\s*(?:->|\.)\s*(\w+)/g)) {
        const type = scope.find(base, at)?.type;
        const record = type?.k === 'pointer' ? type.to : type;
        if (name === field.field && (record?.k !== 'record' || field.records.includes(record.name)))
          return true;
      }
      const calls = [...field.accessors, ...field.ladder.map(({ call }) => call)];
      return calls.some((call) => new RegExp(`\\b${call}\\s*\\(`).test(text));
    };
    if (reads(expression, offset)) return `${expression} reads the field`;
    for (const name of namesIn(expression)) {
      if (name === root?.name) continue;
      const from = flow
        .of(name)
        .find(
          ({ value, node }) =>
            value !== null && node.startIndex < offset && reads(flow.text(value), node.startIndex),
        );
      if (from) return `${name} was read from the field in line ${from.node.startPosition.row + 1}`;
    }
    return null;
  },
};

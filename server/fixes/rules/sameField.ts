import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const sameField: Rule = {
  id: 'same-field',
  about:
    'A value that was read from the field itself says nothing new: the test would compare the field with itself.',
  verdict: 'refused',
  against: ({ expression }, { place, flow, root }) => {
    const { field, scope, offset } = place;
    const calls = [...field.accessors, ...field.ladder.map(({ call }) => call)];
    const byCall = new RegExp(`\\b(?:${calls.join('|')})\\s*\\(`);
    const reads = (text: string, at: number): boolean => {
      for (const [, base = '', name = ''] of text.matchAll(/([\w\])]+)\s*(?:->|\.)\s*(\w+)/g)) {
        if (name !== field.field) continue;
        const type = scope.find(base, at)?.type;
        const record = type?.k === 'pointer' ? type.to : type;
        if (record?.k !== 'record' || field.records.includes(record.name)) return true;
      }
      return calls.length > 0 && byCall.test(text);
    };
    if (reads(expression, offset)) return `${expression} reads the field`;
    const skip = root ? [root.name] : [];
    for (const name of namesIn(expression)) {
      const from = flow.behind(name, skip).find(({ text, node }) => reads(text, node.startIndex));
      if (from) return `${name} was read from the field in line ${from.node.startPosition.row + 1}`;
    }
    return null;
  },
};

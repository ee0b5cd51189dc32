import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const inodeMapping: Rule = {
  id: 'inode-mapping',
  about: 'A file’s mapping is f_mapping: the i_mapping of its inode is another for a block device.',
  verdict: 'refused',
  against: ({ expression, evidence }, { place, flow }) => {
    if (evidence !== null) return null;
    for (const { member, from, reason } of place.field.evidence.notThrough) {
      if (!expression.endsWith(`->${member}`)) continue;
      const behind = namesIn(expression).flatMap((name) => flow.behind(name).map(({ text }) => text));
      if ([expression, ...behind].some((text) => from.some((each) => text.includes(each)))) return reason;
    }
    return null;
  },
};

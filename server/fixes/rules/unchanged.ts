import { namesIn } from '../values/candidate.ts';
import { isSameRecord } from '../values/record.ts';
import type { Rule } from './rule.ts';

export const unchanged: Rule = {
  id: 'changed',
  about:
    'Neither the record nor what the value names may be given another value after it was shown that they belong together.',
  verdict: 'refused',
  against: ({ expression, evidence }, { place, flow, root }) => {
    if (!evidence) return null;
    const names = [
      ...new Set([...namesIn(expression), ...(root ? [root.name] : []), ...namesIn(place.pointer)]),
    ];
    const body = place.definition.childForFieldName('body')?.startIndex ?? 0;
    const changed = names.find((name) =>
      flow.changes(
        name,
        Math.max(evidence.since, body),
        place.offset,
        (setting) => isSameRecord(setting, place) || isFirst(setting.node.startIndex, name),
      ),
    );
    return changed === undefined ? null : `${changed} may be another by then`;

    /** The declaration of a local behind the evidence gives it the value that it is asked about. */
    function isFirst(at: number, name: string): boolean {
      const local = place.scope.find(name, place.offset);
      return (
        name !== root?.name &&
        local !== undefined &&
        !local.parameter &&
        flow.of(name)[0]?.node.startIndex === at &&
        flow.of(name).length === 1
      );
    }
  },
};

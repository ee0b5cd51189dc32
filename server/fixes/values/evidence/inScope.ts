import { sourcesAt } from '../../../conversion/sources.ts';
import type { Candidate, Question } from '../candidate.ts';

/** What could give the value by its type alone: nothing shows that the record belongs to it. */
export function inScope({ place, root }: Question): Candidate[] {
  const { definition, scope, offset, field, syntax } = place;
  const body = syntax.masked.slice(definition.startIndex, definition.endIndex);
  const at = offset - definition.startIndex;
  const own = field.plan?.parameter;
  return sourcesAt(scope, offset, { body, at }, field)
    .filter(({ expression }) => expression !== own && expression !== root?.name)
    .map(({ expression, from, caveats }) => {
      const rival = /^(.*) has the same type: make sure/.exec(caveats[0] ?? '')?.[1];
      return {
        expression,
        from,
        evidence: null,
        caveats: rival === undefined ? caveats : caveats.slice(1),
        rivals: rival?.split(', ') ?? [],
      };
    });
}

import { sourcesAt } from '../../../conversion/sources.ts';
import type { Candidate, Question } from '../candidate.ts';

const RIVALS = /^(.*) has the same type: make sure/;

/**
 * What could give the value by its type alone: nothing shows that the record belongs to it. What the preset itself
 * calls a guess is for the reader to weigh, not to be put into code.
 */
export function inScope({ place, root }: Question): Candidate[] {
  const { definition, scope, offset, field, syntax } = place;
  const body = syntax.masked.slice(definition.startIndex, definition.endIndex);
  const at = offset - definition.startIndex;
  const own = field.plan?.parameter;
  return sourcesAt(scope, offset, { body, at }, field)
    .filter(({ expression }) => expression !== own && expression !== root?.name)
    .flatMap(({ expression, from, confidence, caveats }) => {
      const rivals = RIVALS.exec(caveats[0] ?? '')?.[1]?.split(', ');
      if (confidence === 'guess' && !rivals) return [];
      const others = rivals ? caveats.slice(1) : caveats;
      return { expression, from, evidence: null, caveats: others, rivals: rivals ?? [] };
    });
}

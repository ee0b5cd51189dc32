import { namesIn } from '../values/candidate.ts';
import type { Rule } from './rule.ts';

export const reachable: Rule = {
  id: 'reachable',
  about:
    'A record that is read through a pointer, such as vmf->page, may be replaced by whoever was given that pointer.',
  verdict: 'doubtful',
  against: ({ evidence }, { place, flow, root }) => {
    if (!evidence || root !== null) return null;
    const bases = namesIn(place.pointer);
    const end = flow.endOf(evidence.since, place.offset);
    for (const call of flow.all('call_expression')) {
      if (call.startIndex < evidence.since || call.startIndex >= end) continue;
      const name = call.childForFieldName('function')?.text ?? '';
      if (place.field.evidence.batchSteps.includes(name) || name in place.field.evidence.batches) continue;
      const given = (call.childForFieldName('arguments')?.namedChildren ?? []).map(
        (each) => each?.text ?? '',
      );
      const base = bases.find((each) => given.some((text) => text.replace(/^&\s*/, '') === each));
      if (base !== undefined && isPointer(base))
        return `${name}() was given ${base} meanwhile, and may have changed ${place.pointer}`;
    }
    return null;

    function isPointer(name: string): boolean {
      return place.scope.find(name, place.offset)?.type.k !== 'scalar';
    }
  },
};

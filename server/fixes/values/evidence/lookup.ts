import { type Candidate, namesIn, type Question } from '../candidate.ts';
import { isSameRecord, stripped } from '../record.ts';
import { type Found, foundBy, foundInBatch } from './found.ts';

/** The record was looked up in the value: `page = find_lock_page(mapping, index)`. */
export function lookedUp(question: Question): Candidate[] {
  const { root, place, flow } = question;
  if (!root) {
    const found = foundInBatch(stripped(place.pointer, place), place, flow);
    const at = place.definition.startIndex;
    return found && isSteady(found.value, question)
      ? [
          candidate(found, `${place.pointer} comes from ${found.by}()`, {
            at,
            since: place.offset,
            steady: true,
          }),
        ]
      : [];
  }
  if (root.parameter) return [];
  const all = flow
    .of(root.name)
    .filter((each) => !isSameRecord(each, place))
    .map((setting) => ({ setting, found: foundBy(setting, place, flow) }));
  const lookups = all.flatMap(({ setting: { node }, found }) =>
    found === null || found === 'none' ? [] : [{ node, found }],
  );
  const last = lookups.filter(({ node }) => node.startIndex < place.offset).at(-1);
  if (!last) return [];
  const { node, found } = last;
  const from = `the ${place.record} comes from ${found.by}() in line ${node.startPosition.row + 1}`;
  // whichever way was gone: the variable never holds anything that was found elsewhere
  const steady =
    all.every((each) => each.found !== null) &&
    lookups.every((each) => each.found.value === found.value) &&
    isSteady(found.value, question);
  if (!steady && !flow.dominates(node, place.offset)) return [];
  return [candidate(found, from, { at: node.startIndex, since: node.endIndex, steady })];
}

function candidate({ value }: Found, from: string, evidence: NonNullable<Candidate['evidence']>): Candidate {
  return { expression: value, from, evidence, caveats: [], rivals: [] };
}

/** Whether the variables that a value names have one value only as long as the function runs. */
function isSteady(expression: string, { place, flow }: Question): boolean {
  return namesIn(expression).every((name) => {
    const settings = flow.of(name);
    const locals = place.scope.locals.filter((each) => each.name === name);
    const [local] = locals;
    if (!local || locals.length > 1) return locals.length === 0 && settings.length === 0;
    if (local.parameter) return settings.length === 0;
    const [only] = settings;
    return settings.length === 1 && only !== undefined && only.value !== null && flow.isOnce(only.node);
  });
}

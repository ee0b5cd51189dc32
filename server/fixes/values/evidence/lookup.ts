import { type Candidate, namesIn, type Question } from '../candidate.ts';
import { isSameRecord, stripped } from '../record.ts';
import type { Setting } from '../settings.ts';
import { type Found, foundBy, foundInBatch } from './found.ts';

/** The record was looked up in the value: `page = find_lock_page(mapping, index)`. */
export function lookedUp(question: Question): Candidate[] {
  const { root, place, flow } = question;
  if (!root) return foundInArray(question);
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
  // whichever way was gone: the variable never holds anything that was found elsewhere
  const steady =
    all.every((each) => each.found !== null) &&
    lookups.every((each) => each.found.value === found.value) &&
    isSteady(found.value, Math.min(...lookups.map((each) => each.found.at)), question);
  if (!steady && !flow.dominates(node, place.offset)) return [];
  const line = node.startPosition.row + 1;
  return [candidate(found, line, question, { at: node.startIndex, since: node.endIndex, steady })];
}

/** `pages[i]` was given a lookup's result, or the batch that it stands in was filled by lookups. */
function foundInArray(question: Question): Candidate[] {
  const { place, flow } = question;
  const expression = stripped(place.pointer, place);
  const batch = foundInBatch(expression, place, flow);
  if (batch && isSteady(batch.value, batch.at, question)) {
    const line = place.syntax.source.position(batch.at).line;
    return [candidate(batch, line, question, { at: batch.at, since: place.offset, steady: true })];
  }
  const stores = flow
    .all('assignment_expression')
    .filter(
      (each) =>
        each.startIndex < place.offset && flow.text(each.childForFieldName('left') ?? each) === expression,
    );
  for (const node of stores.slice(-1)) {
    const setting: Setting = { name: expression, value: node.childForFieldName('right'), node };
    const found = flow.dominates(node, place.offset) ? foundBy(setting, place, flow) : null;
    if (found === null || found === 'none') continue;
    const evidence = { at: node.startIndex, since: node.endIndex, steady: false };
    return [candidate(found, node.startPosition.row + 1, question, evidence)];
  }
  return [];
}

function candidate(
  { value, by }: Found,
  line: number,
  { place }: Question,
  evidence: NonNullable<Candidate['evidence']>,
): Candidate {
  const from = `the ${place.record} comes from ${by}() in line ${line}`;
  return { expression: value, from, evidence, caveats: [], rivals: [] };
}

/** Whether the variables that a value names have one value only from `first` on, the first lookup in it. */
function isSteady(expression: string, first: number, { place, flow }: Question): boolean {
  return namesIn(expression).every((name) => {
    const settings = flow.of(name);
    const [local, ...others] = place.scope.locals.filter((each) => each.name === name);
    if (!local) return settings.length === 0;
    if (others.length > 0 || (settings.length === 0 && !local.parameter)) return false;
    return settings.every(({ value, node }) => value !== null && node.endIndex <= first && flow.isOnce(node));
  });
}

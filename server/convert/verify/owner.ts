import { type Place, type Sites, textOf } from '../../fixes/site.ts';
import { namesIn } from '../../fixes/values/candidate.ts';
import { type Flow, flowOf } from '../../fixes/values/flow.ts';
import { valuesFor } from '../../fixes/values.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { plain } from './canonical.ts';
import type { Findings } from './model.ts';

/**
 * What is passed for a record is to be its own: where its value is proved, no other stands in its place, and a local
 * that is passed has been given a value before.
 */
export function ofOwner(sites: Sites, value: SyntaxNode, place: Place | null, found: Findings): void {
  const { field, file, syntax } = sites;
  if (place === null || value.text === field.placeholder) return;
  const text = textOf(syntax, value);
  if (isUnset(place, value)) {
    found.error(file, value.startIndex, `${text} is passed, and has been given no value yet`, place.function);
    return;
  }
  const values = valuesFor(place);
  // that the plan's own parameter holds the value says nothing of what else does
  const proved = values.find(
    ({ expression, verdict }) => verdict === 'proved' && expression !== field.plan?.parameter,
  );
  const own = values.find(({ expression }) => plain(expression) === plain(text));
  // what was read from the record itself before it was unlocked is its own, and no proof that it still is
  if (!proved || (own && !own.rules.some(({ rule }) => rule === 'right-object'))) return;
  const flow = flowOf(place);
  if (spelledOut(text, flow) === spelledOut(proved.expression, flow)) return;
  found.error(
    file,
    value.startIndex,
    `${text} is passed for ${place.pointer}, and ${proved.expression} is proved to be its ${field.field}: ${proved.from}`,
    place.function,
  );
}

/** A value without the locals that only shorten it: `mapping` of `mapping = inode->i_mapping` is `inode->i_mapping`. */
function spelledOut(expression: string, flow: Flow): string {
  let text = plain(expression);
  const seen = new Set<string>();
  for (let open = namesIn(text); open.length > 0; open = namesIn(text).filter((name) => !seen.has(name)))
    for (const name of open) {
      seen.add(name);
      const [setting, ...others] = flow.of(name);
      const value = setting?.value && others.length === 0 ? plain(flow.text(setting.value)) : '';
      if (/^\w+(?:(?:->|\.)\w+)*$/.test(value))
        text = text.replaceAll(new RegExp(`(?<![\\w.>])${name}\\b`, 'g'), value);
    }
  return text;
}

/** Whether no way to a place gives a local a value. */
function isUnset(place: Place, { type, text, startIndex }: SyntaxNode): boolean {
  const local = type === 'identifier' ? place.scope.find(text, startIndex) : undefined;
  if (!local || local.parameter) return false;
  const flow = flowOf(place);
  const until = flow.endOf(place.definition.startIndex, startIndex);
  // an assignment's own right side is read before it
  return !flow
    .of(text)
    .some(
      ({ node, value }) =>
        node.startIndex < until && !(value && value.startIndex <= startIndex && startIndex < value.endIndex),
    );
}

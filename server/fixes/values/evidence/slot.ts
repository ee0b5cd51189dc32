import type { SlotPair } from '../../../conversion/field.ts';
import type { Candidate, Question } from '../candidate.ts';
import { parametersIn, withoutAdded } from '../parameters.ts';

/**
 * The function stands in a slot of a table whose callers pass the value beside its record: by a table in the same
 * file, or by parameters of the slot's types where the preset calls those telling.
 */
export function slotParameter({ place, root }: Question): Candidate[] {
  if (!root?.parameter) return [];
  const { field, definition, syntax, function: name } = place;
  const own = withoutAdded(parametersIn(definition), field);
  return field.evidence.slots.flatMap((pair) => {
    const value = own[pair.value];
    if (!value || own[pair.of]?.name !== root.name || value.name === '') return [];
    if (!hasShape(own, pair) || !standsIn(syntax.text, name, pair)) return [];
    return [
      {
        expression: value.name,
        from: `parameter ${value.name} of ${pair.record}.${pair.member}`,
        evidence: { at: definition.startIndex, since: definition.startIndex, steady: false },
        caveats: [],
        rivals: [],
      },
    ];
  });
}

function hasShape(list: readonly { readonly record: string | null }[], { parameters }: SlotPair): boolean {
  return (
    list.length === parameters.length &&
    parameters.every((record, index) => record === null || list[index]?.record === record)
  );
}

/** `.write_end = ext4_write_end` in a table of the record, anywhere in the file. */
function standsIn(text: string, name: string, { record, member, telling }: SlotPair): boolean {
  if (telling) return true;
  const entry = new RegExp(`\\.${member}\\s*=\\s*${name}\\b`);
  const table = new RegExp(`\\bstruct\\s+${record}\\s+\\w+(?:\\[\\w*\\])?\\s*=\\s*\\{[\\s\\S]*?\\n\\}`, 'g');
  return [...text.matchAll(table)].some(([body]) => entry.test(body));
}

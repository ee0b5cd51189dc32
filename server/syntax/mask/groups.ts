import type { Brackets } from './brackets.ts';
import { argumentsOf, Patches } from './scan.ts';

/** What stands before the members in the arguments of each macro that wraps members of a record. */
const LEADING: Readonly<Record<string, number>> = {
  struct_group: 1,
  struct_group_attr: 2,
  struct_group_tagged: 2,
  __struct_group: 3,
};
const GROUP = /\b(?:__)?struct_group(?:_attr|_tagged)?[ \t]*\(/g;
const FLEXIBLE = /(?<!define[ \t]+)\b(?:__)?DECLARE_FLEX_ARRAY[ \t]*\(/g;
const RANDOMIZED = /\brandomized_struct_fields_(?:start|end)\b/g;

/**
 * `struct_group(name, int a; int b;);` holds members of the record around it: it becomes
 * `struct {    int a; int b;};`, which the C grammar merges into that record. The markers of
 * randomised layouts vanish. `DECLARE_FLEX_ARRAY(struct page *, pages);` is a member that points.
 */
export function maskGroups(text: string, brackets: Brackets): string {
  const patches = new Patches();
  for (const match of text.matchAll(RANDOMIZED))
    patches.blank(text, match.index, match.index + match[0].length);
  for (const match of text.matchAll(GROUP)) {
    const open = match.index + match[0].length - 1;
    const word = match[0].slice(0, -1).trim();
    const list = argumentsOf(brackets, open);
    const members = list?.args[LEADING[word] ?? 1];
    if (!list || !members || !text.slice(members.start, list.end).includes(';')) continue;
    patches.put(match.index, 'struct {');
    patches.blank(text, match.index + 'struct {'.length, members.start);
    patches.put(list.end - 1, '}');
  }
  for (const match of text.matchAll(FLEXIBLE)) {
    const open = match.index + match[0].length - 1;
    const list = argumentsOf(brackets, open);
    const [type, name] = list?.args ?? [];
    if (!list || !type || !name) continue;
    patches.blank(text, match.index, type.start);
    patches.put(text.indexOf(',', type.end), '*');
    patches.blank(text, name.end, list.end);
  }
  return patches.apply(text);
}

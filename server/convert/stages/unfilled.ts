import { valuesFor } from '../../fixes/values.ts';
import { definitionsOf } from '../../paths/definitions.ts';
import { functionAround } from '../../paths/nodes.ts';
import { wordOffsets } from '../../paths/regions.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { typedefIn } from '../signature/pointers.ts';
import { findType } from '../signature/types.ts';
import type { ConversionTree } from '../tree.ts';
import { callsWithValue, unreadPlaceholders } from './calls.ts';
import type { ParsedFiles } from './sources.ts';
import { planOf, type StageOptions } from './stage.ts';

/**
 * Functions whose parameter may hold no value, each with a place that says so: somebody passes the placeholder, or
 * hands on a parameter that may hold none. By name alone: what is true of one function of a name is taken to be
 * true of all of them, and of all functions in a slot or of a typedef.
 */
export async function unfilledFunctions(
  tree: ConversionTree,
  files: ParsedFiles,
  progress: StageOptions['progress'],
): Promise<ReadonlyMap<string, string>> {
  const options: StageOptions = progress ? { progress } : {};
  const found = new Map<string, string>();
  const open: string[] = [];
  const add = async ({ text, type }: Callee, where: string): Promise<void> => {
    for (const each of type !== null ? await ofType(tree, type) : meantBy(tree, text))
      if (each !== '' && !found.has(each)) {
        found.set(each, where);
        open.push(each);
      }
  };
  const seen = new Set<string>();
  for await (const site of callsWithValue(tree, files, options, valuesFor)) {
    const { file, offset, function: name, definition } = site.place;
    seen.add(`${file}:${offset}`);
    if (site.helper === null && site.isPlaceholder)
      await add(calleeIn(definition, site.callee), `${name}() in ${file}`);
  }
  for (const { file, offset } of unreadPlaceholders(tree, seen, options)) {
    const before = (tree.text(file) ?? '').slice(Math.max(0, offset - 400), offset);
    const text = /([\w.>-]+)\s*\((?:[^()]|\([^()]*\))*$/.exec(before)?.[1] ?? '';
    await add({ text, type: null }, `a macro in ${file}`);
  }
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    await tree.rest();
    for (const callee of handedOn(tree, files, name)) await add(callee, `${name}(), which may have none`);
  }
  return found;
}

interface Callee {
  readonly text: string;
  /** the typedef of a variable that is called; null for a function or a slot */
  readonly type: string | null;
}

function calleeIn(definition: SyntaxNode, text: string): Callee {
  return { text, type: typedefIn(definition, /^\W*(\w+)\W*$/.exec(text)?.[1] ?? '') };
}

/** A function by its name, all functions in a slot by its member. */
function meantBy(tree: ConversionTree, callee: string): string[] {
  const name = /(\w+)\W*$/.exec(callee)?.[1] ?? '';
  return /(?:->|\.)\s*\w+\W*$/.test(callee) ? installedIn(tree, name) : [name];
}

/** All functions that go into a variable of a typedef. */
async function ofType(tree: ConversionTree, type: string): Promise<string[]> {
  const { implementations, slots } = await findType(tree, type);
  return [
    ...implementations.map(({ name }) => name),
    ...slots.flatMap(({ member }) => installedIn(tree, member)),
  ];
}

/** What a function hands its own parameter to. */
function handedOn(tree: ConversionTree, files: ParsedFiles, name: string): Callee[] {
  const { parameter } = planOf(tree);
  const callees: Callee[] = [];
  for (const file of tree.naming([name])) {
    const text = tree.text(file) ?? '';
    for (const { offset, macro } of definitionsOf(text, name)) {
      const sites = macro ? null : files.sites(file);
      const node = sites?.syntax.root.descendantForIndex(offset, offset + name.length) ?? null;
      const definition = node && functionAround(node);
      if (!definition) continue;
      for (const at of wordOffsets(text, parameter))
        if (definition.startIndex <= at && at < definition.endIndex) {
          const callee = calleeOf(definition.descendantForIndex(at, at + parameter.length));
          if (callee !== null) callees.push(calleeIn(definition, callee));
        }
    }
  }
  return callees;
}

/** The function that an argument is handed to. */
function calleeOf(node: SyntaxNode | null): string | null {
  let at = node;
  while (at?.parent?.type === 'parenthesized_expression') at = at.parent;
  const call = at?.parent?.type === 'argument_list' ? at.parent.parent : null;
  return call?.type === 'call_expression' ? (call.childForFieldName('function')?.text ?? null) : null;
}

function installedIn(tree: ConversionTree, member: string): string[] {
  const entry = new RegExp(`\\.\\s*${member}\\s*=\\s*(\\w+)`, 'g');
  return tree
    .naming([member])
    .flatMap((file) => [...(tree.text(file) ?? '').matchAll(entry)].map(([, name = '']) => name));
}

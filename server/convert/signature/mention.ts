import type { Group } from '../../fixes/plan.ts';
import { declaredName, fieldOf, functionAround } from '../../paths/nodes.ts';
import { referenceFact } from '../../paths/references.ts';
import type { Stretch } from '../../paths/stretch.ts';
import { Descent } from '../../syntax/descent.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { Scope } from '../../types/scope.ts';
import { namesEvent } from '../eventNames.ts';
import type { ConversionTree } from '../tree.ts';
import { AS_IT_IS, type Finding, inserted, note, type Outcome } from './finding.ts';
import { kernelDoc } from './kernelDoc.ts';
import { listed, placeInParameters } from './lists.ts';
import { callInMacro, macroOfThatName } from './macros.ts';
import { typeTaking } from './pointers.ts';

/** A function whose mentions are looked at. */
export interface Wanted {
  readonly name: string;
  /** which parameter is the record; null where only one can be */
  readonly index: number | null;
  /** how many parameters it has, where that is known */
  readonly count: number | null;
  /** stands in a table of functions */
  readonly implements: boolean;
  readonly tree: ConversionTree;
}

/** Only the name counts for these, whatever the function takes. */
export const BY_NAME =
  /^\s*(?:EXPORT_\w+|NOKPROBE_SYMBOL|ALLOW_ERROR_INJECTION|STACK_FRAME_NON_STANDARD|__setup|early_param)\s*\(/;

/** Who reads these knows the signature too, and is no C code of the tree. */
const BY_SIGNATURE = /^\s*(?:BTF_ID\w*|BPF_CALL_\d|(?:COMPAT_)?SYSCALL_DEFINE\w*)\s*\(/;

/** Words that are no code, or another thing of the same name. */
const NO_MENTION = /comment|string|^char_literal$|^character$|^(?:field|type|statement)_identifier$/;

/** Finds out what stands where the name does, and keeps what it says in `finding`. */
export function lookAt(stretch: Stretch, offset: number, wanted: Wanted, finding: Finding): void {
  note(finding, outcomeAt(stretch, offset, wanted, finding), stretch, offset);
}

function outcomeAt(stretch: Stretch, offset: number, wanted: Wanted, finding: Finding): Outcome {
  const { root, text } = stretch;
  const { name } = wanted;
  const node = root.descendantForIndex(offset, offset + name.length);
  if (!node || NO_MENTION.test(node.type)) return AS_IT_IS;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + name.length);
  if (BY_NAME.test(line) || namesEvent(stretch.spot(0).file, line)) return AS_IT_IS;
  if (BY_SIGNATURE.test(line))
    return { rule: 'by-signature', reason: `${line.trim()}…) hands it to code that knows its parameters` };
  if (node.type === 'preproc_arg') return callInMacro(stretch, offset, wanted);
  if (/^preproc_/.test(node.type)) return AS_IT_IS;
  if (node.type !== 'identifier' || node.startIndex !== offset)
    return { rule: 'not-readable', reason: `${name} stands in code that cannot be read` };
  const up = node.parent;
  if (up && /^preproc_/.test(up.type)) return macroOfThatName(stretch, node, up, wanted);
  if (up?.type === 'function_declarator' && fieldOf(up, 'declarator')?.id === node.id)
    return declaration(stretch, up, wanted, finding);
  if (isDeclarator(node) || isShadowed(node)) return AS_IT_IS;
  const call = callOf(node);
  return call ? argumentOf(stretch, call, wanted) : addressOf(stretch, node, wanted, finding);
}

/** A prototype, or the head of a definition with its kernel-doc. */
function declaration(stretch: Stretch, head: SyntaxNode, wanted: Wanted, finding: Finding): Outcome {
  const { name } = wanted;
  const { field } = wanted.tree;
  const list = fieldOf(head, 'parameters');
  const definition = definitionOf(head);
  if (!list || damaged(stretch, head))
    return { rule: 'damaged', reason: `a parse error stands beside the head of ${name}()` };
  if (split(stretch, list))
    return { rule: 'split-by-if', reason: `an #if stands among the parameters of ${name}()` };
  const found = placeInParameters(list, field, wanted.index);
  if ('rule' in found) return { rule: found.rule, reason: `${name}(): ${found.reason}` };
  if ('done' in found) {
    finding.done = true;
    return AS_IT_IS;
  }
  const parameter = field.plan?.parameter ?? '';
  if (definition && new Scope(definition).locals.some((local) => local.name === parameter))
    return { rule: 'name-clash', reason: `${name}() has a local ${parameter} already` };
  const { file } = stretch.spot(0);
  const reason = `${name}() takes the ${field.field} of its ${field.records.join(' or ')}`;
  const group = groupOf(file, definition !== null, wanted.implements);
  const change = inserted(stretch, found.at.startIndex, found.text, { group, reason });
  const doc = definition && kernelDoc(stretch, definition, name, found.at, field);
  return doc ? [change, doc] : [change];
}

function groupOf(file: string, isDefinition: boolean, isImplementation: boolean): Group {
  if (isDefinition && isImplementation) return 'implementation';
  if (file.endsWith('.h')) return 'header';
  return isDefinition ? 'definition' : 'declaration';
}

/** The placeholder before the argument that is the record. */
export function argumentOf(stretch: Stretch, call: SyntaxNode, wanted: Wanted): Outcome {
  const { name, index, count } = wanted;
  const { field } = wanted.tree;
  const list = fieldOf(call, 'arguments');
  const given = list ? listed(list) : [];
  const at = given[index ?? 0];
  if (!list || list.hasError || damaged(stretch, call))
    return { rule: 'damaged', reason: `a parse error stands beside a call of ${name}()` };
  if (split(stretch, list))
    return { rule: 'split-by-if', reason: `an #if stands among the arguments of ${name}()` };
  if (!at || (count !== null && given.length !== count))
    return { rule: 'arguments-differ', reason: `${name}() is called with ${given.length} arguments` };
  const reason = `${stretch.enclosing(call)?.name ?? 'this place'} passes no ${field.field} to ${name}() yet`;
  return [inserted(stretch, at.startIndex, `${field.placeholder}, `, { group: 'caller', reason })];
}

/** Neither declared nor called: it stands in a table, goes into a variable, or nobody knows who will call it. */
function addressOf(stretch: Stretch, node: SyntaxNode, { name, tree }: Wanted, finding: Finding): Outcome {
  const how = referenceFact(stretch, node, name)?.how;
  if (!how || how.is === 'call')
    return { rule: 'not-readable', reason: `it cannot be told what ${name} is here` };
  if (how.is === 'installed' && how.record !== null) {
    finding.tied.add(`${how.record}.${how.member}`);
    return AS_IT_IS;
  }
  const type = typeTaking(tree, stretch, node);
  if (type !== null) {
    finding.tied.add(type);
    return AS_IT_IS;
  }
  const into = how.is === 'taken' ? how.into : how.member;
  const where = into === null ? 'elsewhere' : `to ${into}`;
  return {
    rule: 'address-taken',
    reason: `the address of ${name}() goes ${where}: who calls it there is not known`,
  };
}

function definitionOf(head: SyntaxNode): SyntaxNode | null {
  for (let up = head.parent; up; up = up.parent) {
    if (up.type === 'function_definition') return up;
    if (!/declarator$/.test(up.type)) return null;
  }
  return null;
}

/** The name of a variable, a parameter or a pointer to a function. */
function isDeclarator(node: SyntaxNode): boolean {
  const up = node.parent;
  return (
    up !== null &&
    (/_declarator$/.test(up.type) || /^(?:parameter_)?declaration$/.test(up.type)) &&
    fieldOf(up, 'declarator')?.id === node.id
  );
}

function isShadowed(node: SyntaxNode): boolean {
  const definition = functionAround(node);
  if (!definition) return false;
  const declares = definition
    .descendantsOfType(['declaration', 'parameter_declaration'])
    .some((each) =>
      each?.childrenForFieldName('declarator').some((one) => declaredName(one)?.text === node.text),
    );
  return declares && new Scope(definition).find(node.text, node.startIndex) !== undefined;
}

/** The call whose function this name is, brackets aside. */
function callOf(node: SyntaxNode): SyntaxNode | null {
  let at = node;
  while (at.parent?.type === 'parenthesized_expression') at = at.parent;
  const up = at.parent;
  return up?.type === 'call_expression' && fieldOf(up, 'function')?.id === at.id ? up : null;
}

function damaged({ root }: Stretch, { startIndex, endIndex }: SyntaxNode): boolean {
  return new Descent(root).to(startIndex, endIndex).nearDamage;
}

/** An `#if` inside: its branches are not one list. */
function split({ text }: Stretch, { startIndex, endIndex }: SyntaxNode): boolean {
  return /\n[ \t]*#/.test(text.slice(startIndex, endIndex));
}

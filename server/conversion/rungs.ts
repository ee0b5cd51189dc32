import type { SyntaxNode } from '../syntax/parser.ts';
import type { TrackedField } from './field.ts';
import type { Stage } from './model.ts';

/** What a call or placeholder says about the conversion's progress; null when it is no such call. */
export function rungOf(
  node: SyntaxNode,
  field: TrackedField,
): { name: string; stage: Stage; reason: string } | null {
  if (node.type !== 'identifier') return null;
  const name = node.text;
  const parent = node.parent;
  if (name === field.placeholder) {
    if (parent?.type !== 'argument_list') return null;
    const call = parent.parent?.childForFieldName('function')?.text ?? '';
    // the plan's own helpers report their placeholder themselves
    if (field.ladder.some((step) => step.call === call)) return null;
    return {
      name,
      stage: 'parameter',
      reason: `${call}() takes the ${field.field}, and this caller passes none yet`,
    };
  }
  if (parent?.type !== 'call_expression' || parent.childForFieldName('function')?.id !== node.id) return null;
  const step = field.ladder.find((each) => each.call === name);
  if (!step) return { name, stage: 'helper', reason: `${name}() reads the field for its caller` };
  const args = parent.childForFieldName('arguments')?.namedChildren ?? [];
  const given = args[step.argument]?.text;
  if (given === undefined)
    return { name, stage: step.without, reason: `${name}() is given no ${field.field}` };
  if (given === field.placeholder || given === 'NULL')
    return { name, stage: 'parameter', reason: `${name}() is given ${given} in place of the ${field.field}` };
  return { name, stage: step.with, reason: `${name}() is given ${given}` };
}

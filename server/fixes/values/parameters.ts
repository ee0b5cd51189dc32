import type { TrackedField } from '../../conversion/field.ts';
import { declaredName, fieldOf, recordNamed } from '../../paths/nodes.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { functionName } from '../../types/scope.ts';

export interface Parameter {
  readonly name: string;
  /** struct tag of what it is or points to; null for what is no record */
  readonly record: string | null;
}

/** A function's parameters by its definition, in order; a name is empty where none is given. */
export function parametersIn(definition: SyntaxNode): Parameter[] {
  let head = functionName(definition)?.parent ?? null;
  while (head && head.type !== 'function_declarator') head = head.parent;
  const list = head && fieldOf(head, 'parameters');
  return (list?.namedChildren ?? []).flatMap((each) =>
    each?.type === 'parameter_declaration'
      ? [
          {
            name: declaredName(fieldOf(each, 'declarator'))?.text ?? '',
            record: recordNamed(fieldOf(each, 'type')),
          },
        ]
      : [],
  );
}

/** The parameters as they were before the plan added its own, which stands before the record and shifts the rest. */
export function withoutAdded(list: readonly Parameter[], { plan }: Pick<TrackedField, 'plan'>): Parameter[] {
  const added = list.findIndex((each) => each.name === plan?.parameter);
  return list.filter((_, index) => index !== added);
}

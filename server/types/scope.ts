import type { SyntaxNode } from '../syntax/parser.ts';
import type { CType } from './ctype.ts';
import { declaredBy, type TypeofReader, typeName, unwrap } from './declaration.ts';

/** A name that a function can see, with the stretch of text in which it means this. */
export interface Local {
  readonly name: string;
  readonly type: CType;
  readonly parameter: boolean;
  /** offset of the name in its declaration */
  readonly offset: number;
  /** offset just past the declarator with its initialiser: before it the name is not usable */
  readonly from: number;
  /** end of the enclosing block */
  readonly to: number;
  readonly value: SyntaxNode | null;
}

/** Whether the type is that of the initialiser, in which the name cannot stand yet. */
export function isAutomatic({ type }: Local): boolean {
  return type.k === 'typedef' && /^(?:__auto_type|auto)$/.test(type.name);
}

/** The parameters and locals of one function. Built once for a function, then asked by name. */
export class Scope {
  readonly locals: readonly Local[];

  /** `readerFor` is asked while the scope fills: a later `typeof` may name an earlier local. */
  constructor(fn: SyntaxNode, readerFor?: (scope: Scope) => TypeofReader) {
    const locals: Local[] = [];
    this.locals = locals;
    const typeofReader = readerFor?.(this);
    for (const node of fn.descendantsOfType(['declaration', 'parameter_declaration'])) {
      if (!node) continue;
      const parameter = node.type === 'parameter_declaration';
      const block = parameter ? functionOf(node) : enclosingBlock(node, fn);
      if (!block) continue;
      for (const each of declaredBy(node, typeofReader)) {
        locals.push({
          name: each.name,
          type: each.type,
          parameter,
          offset: each.node.startIndex,
          from: each.value?.endIndex ?? each.node.endIndex,
          to: block.endIndex,
          value: each.value,
        });
      }
    }
    // `BUG_ON(page)` names what is declared already, `XA_STATE(xas, …)` what is not
    for (const call of fn.descendantsOfType('call_expression'))
      for (const each of call ? declaredByMacro(call) : [])
        if (!this.find(each.name, each.offset)) locals.push(each);
  }

  /** What `name` means at `offset`: the innermost declaration, which is the latest one still open. */
  find(name: string, offset: number): Local | undefined {
    let best: Local | undefined;
    for (const local of this.locals)
      if (
        local.name === name &&
        (isAutomatic(local) ? local.from : local.offset) <= offset &&
        offset < local.to &&
        (!best || local.offset > best.offset)
      )
        best = local;
    return best;
  }

  /** Every name usable at `offset`, inner ones hiding outer ones, in order of declaration. */
  visible(offset: number): Local[] {
    const names = new Map<string, Local>();
    for (const local of this.locals)
      if (local.from <= offset && offset < local.to) {
        names.delete(local.name);
        names.set(local.name, local);
      }
    return [...names.values()];
  }
}

/** `DEFINE_READAHEAD(ractl, file, ra, mapping, index);` may declare one of its arguments; which one, its body tells. */
function declaredByMacro(call: SyntaxNode): Local[] {
  const callee = call.childForFieldName('function');
  if (call.parent?.type !== 'expression_statement' || callee?.type !== 'identifier') return [];
  const macro = callee.text;
  if (!/^[A-Z][A-Z0-9_]*$|_ONSTACK$|_ON_STACK$/.test(macro)) return [];
  const args = (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (arg) => arg !== null && arg.type !== 'comment',
  );
  const types = args.map((arg): CType => (arg?.type === 'identifier' ? typeName(arg.text) : { k: 'scalar' }));
  return args.flatMap((arg, index) =>
    arg?.type === 'identifier'
      ? [
          {
            name: arg.text,
            type: { k: 'macro-declared' as const, macro, index, name: arg.text, args: types },
            parameter: false,
            offset: arg.startIndex,
            from: call.endIndex,
            to: call.parent?.parent?.endIndex ?? call.endIndex,
            value: null,
          },
        ]
      : [],
  );
}

/**
 * The definition that a parameter belongs to: a macro's body may define functions. Null for parameters
 * of prototypes and of function pointers, which are no names of the body.
 */
function functionOf(node: SyntaxNode): SyntaxNode | null {
  const declarator = node.parent?.parent;
  if (declarator?.type !== 'function_declarator') return null;
  for (let up = declarator.parent; up; up = up.parent) {
    if (up.type === 'function_definition') return up;
    if (!/declarator$/.test(up.type) || up.type === 'init_declarator') return null;
  }
  return null;
}

function enclosingBlock(node: SyntaxNode, fn: SyntaxNode): SyntaxNode {
  for (let up = node.parent; up && up.id !== fn.id; up = up.parent)
    if (up.type === 'compound_statement' || up.type === 'for_statement') return up;
  return fn;
}

/** The identifier of a function definition's name, or null where damage hides it. */
export function functionName(fn: SyntaxNode): SyntaxNode | null {
  const declarator = fn.childForFieldName('declarator');
  return declarator ? (unwrap(declarator, { k: 'scalar' })?.node ?? null) : null;
}

// What the slicer needs to know of a function's parameters and locals: which of them are pages, which are
// mappings, which may lead a callee to a page.

import type { SyntaxNode } from '../../syntax/parser.ts';
import type { CType } from '../../types/ctype.ts';
import { Scope } from '../../types/scope.ts';
import { fieldOf, plainName } from '../nodes.ts';
import type { Parameter } from './ir.ts';
import { CARRIERS, MAPPING_MEMBERS, PAGE_MEMBERS } from './nonsteps.ts';

export class Locals {
  readonly #records = new Map<string, string>();
  readonly names = new Set<string>();
  readonly parameters: readonly Parameter[];
  readonly pages = new Set<string>();
  readonly mappings = new Set<string>();

  constructor(fn: SyntaxNode, macroParameters: readonly string[] = []) {
    const parameters: Parameter[] = [];
    for (const local of new Scope(fn).locals) {
      const { record, pointer } = pointedTo(local.type);
      this.names.add(local.name);
      if (record !== null) this.#records.set(local.name, record);
      const page = pointer && (record === 'page' || record === 'folio');
      if (page) this.pages.add(local.name);
      if (pointer && record === 'address_space') this.mappings.add(local.name);
      if (local.parameter)
        parameters.push({ name: local.name, page, mapping: this.mappings.has(local.name) });
    }
    for (const name of macroParameters) {
      this.names.add(name);
      parameters.push({ name, page: false, mapping: false });
    }
    this.parameters = parameters;
  }

  /** May this argument lead to the page? A macro's parameters have no types: they may. */
  carries(node: SyntaxNode, depth = 0): boolean {
    if (depth > 8) return false;
    const inner = (name: string): boolean => {
      const child = fieldOf(node, name);
      return child !== null && this.carries(child, depth + 1);
    };
    switch (node.type) {
      case 'identifier': {
        const record = this.#records.get(node.text);
        if (record !== undefined) return CARRIERS.has(record);
        return this.parameters.some(({ name, page }) => name === node.text && !page && record === undefined)
          ? !this.#records.has(node.text) && /page|folio|vmf/.test(node.text)
          : false;
      }
      case 'field_expression': {
        const field = fieldOf(node, 'field')?.text ?? '';
        return PAGE_MEMBERS.has(field) || MAPPING_MEMBERS.has(field) || field === 'mapping';
      }
      case 'pointer_expression':
      case 'subscript_expression':
        return inner('argument');
      case 'cast_expression':
        return inner('value');
      case 'parenthesized_expression': {
        const child = node.namedChild(0);
        return child !== null && this.carries(child, depth + 1);
      }
      case 'call_expression':
        return (fieldOf(node, 'arguments')?.namedChildren ?? []).some(
          (arg) => arg && this.carries(arg, depth + 1),
        );
      default:
        return false;
    }
  }

  /** Locals whose address is handed over: `&fpin`. */
  spoiled(args: readonly SyntaxNode[]): string[] {
    return args.flatMap((arg) => {
      if (arg.type !== 'pointer_expression' || fieldOf(arg, 'operator')?.text !== '&') return [];
      const name = plainName(fieldOf(arg, 'argument'))?.text;
      return name !== undefined && this.names.has(name) ? [name] : [];
    });
  }
}

/** The record behind any pointers; `pointer`: behind exactly one. */
function pointedTo(type: CType): { record: string | null; pointer: boolean } {
  let at = type;
  let depth = 0;
  while (at.k === 'pointer') {
    at = at.to;
    depth++;
  }
  if (at.k === 'record') return { record: at.name, pointer: depth === 1 };
  if (at.k === 'macro-declared') {
    if (/PAGE_VMA_WALK/.test(at.macro)) return { record: 'page_vma_mapped_walk', pointer: false };
    if (/XA_STATE/.test(at.macro)) return { record: 'xa_state', pointer: false };
  }
  return { record: null, pointer: false };
}

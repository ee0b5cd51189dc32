import { type AccessFact, accessOf } from '../conversion/access.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { Rung, Use } from '../conversion/model.ts';
import { Surroundings } from '../conversion/surroundings.ts';
import type { CParser, Syntax, SyntaxNode } from '../syntax/parser.ts';
import { functionName, type Scope } from '../types/scope.ts';

/** A place where a value of the tracked field is wanted, in the file's tree: what fixes and rules look at. */
export interface Place {
  readonly file: string;
  readonly syntax: Syntax;
  readonly field: TrackedField;
  /** the name of the place's function, and its definition */
  readonly function: string;
  readonly definition: SyntaxNode;
  readonly scope: Scope;
  /** offset at which the value is read */
  readonly offset: number;
  /** the struct tag of the record: `page` */
  readonly record: string;
  /** C text of a pointer to the record: `page`, `bh->b_page`, `&folio->page` */
  readonly pointer: string;
}

/** A use as a place: the access and what is done with its value. */
export interface UseSite extends Place {
  readonly use: Use;
  /** `page->mapping` */
  readonly access: SyntaxNode;
  readonly fact: AccessFact;
}

/** Why a use cannot be a site; see `Refusal`. */
export interface NoSite {
  readonly rule: 'in-macro' | 'file-scope' | 'not-typed' | 'damaged' | 'not-a-member';
  readonly reason: string;
}

/** Text as written; `node.text` would be that of the masked source. */
export function textOf({ text }: Syntax, node: SyntaxNode): string {
  return text.slice(node.startIndex, node.endIndex);
}

/** Makes sites of the uses of one parsed file; scopes are built once for each function. */
export class Sites {
  readonly #around: Surroundings;

  constructor(
    readonly file: string,
    readonly syntax: Syntax,
    readonly field: TrackedField,
    parser: CParser,
  ) {
    this.#around = new Surroundings(syntax, parser, field);
  }

  /** The site of a use that the report of this very text holds. */
  of(use: Use): UseSite | NoSite {
    const { field, syntax, file } = this;
    if (use.record === null) return { rule: 'not-typed', reason: use.reason };
    const level = this.#around.levelAt({ kind: 'member', offset: use.offset, name: use.field });
    if (use.nearDamage || level.nearDamage)
      return { rule: 'damaged', reason: 'a parse error stands beside it: the edit could not be judged' };
    const access = level.node.parent;
    if (level.node.type !== 'field_identifier' || access?.type !== 'field_expression')
      return insideMacro(level.node)
        ? { rule: 'in-macro', reason: 'it stands in the body of a macro, whose callers differ' }
        : { rule: 'not-a-member', reason: 'the field is named here, not read' };
    const place = this.at(level.node.startIndex, use.record, pointerTo(syntax, access));
    return 'rule' in place ? place : { ...place, use, access, fact: accessOf(access, field) };

    function insideMacro(node: SyntaxNode): boolean {
      for (let up: SyntaxNode | null = node; up; up = up.parent)
        if (/^preproc_(?:function_)?def$|^preproc_arg$/.test(up.type)) return true;
      return /^\s*#/.test(lineBefore(syntax.text, use.offset)) || file === '';
    }
  }

  /** A rung (a call of a helper, a placeholder) as a place; `pointer` is the record's expression there. */
  ofRung(rung: Rung, record: string, pointer: string): Place | NoSite {
    return this.at(rung.offset, record, pointer);
  }

  /** Any offset inside a function as a place. */
  at(offset: number, record: string, pointer: string): Place | NoSite {
    const level = this.#around.levelAt({ kind: 'member', offset, name: ' ' });
    const definition = level.function;
    if (level.nearDamage)
      return { rule: 'damaged', reason: 'a parse error stands beside it: the edit could not be judged' };
    if (!definition) return { rule: 'file-scope', reason: 'it stands outside functions' };
    const { file, syntax, field } = this;
    const name = functionName(definition)?.text;
    const scope = this.#around.scopeOf(definition);
    if (name === undefined) return { rule: 'damaged', reason: 'its function has no name to be read' };
    return { file, syntax, field, function: name, definition, scope, offset, record, pointer };
  }
}

/** `page` of `page->mapping`, `&folio->page` of `folio->page.mapping`. */
function pointerTo(syntax: Syntax, access: SyntaxNode): string {
  const base = access.childForFieldName('argument');
  if (!base) return '';
  const text = textOf(syntax, base).replace(/\s+/g, ' ');
  if (access.childForFieldName('operator')?.text === '->') return text;
  // `(*page).mapping` and `(*pages[i]).mapping`
  const star = /^\(\s*\*\s*([\w>.[\]-]+)\s*\)$/.exec(text)?.[1];
  return star ?? `&${text}`;
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
}

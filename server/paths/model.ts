/**
 * The call graph's facts, as plain values. Each is what one file says; joining them over the tree is
 * the reader's work, so that a changed file replaces its own facts and nothing else.
 */

/** Where something stands; `line` and `column` are 1-based, the column in UTF-8 bytes. */
export interface Spot {
  /** relative to the tree, with `/` */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** UTF-16 offset in the file's text */
  readonly offset: number;
}

/** A function or function-like macro that encloses something. */
export interface Enclosing {
  readonly name: string;
  /** at the name */
  readonly spot: Spot;
}

/** One place where a function's name is used other than to declare it. */
export interface Reference {
  readonly kind: 'reference';
  readonly spot: Spot;
  readonly name: string;
  /** null at file scope */
  readonly within: Enclosing | null;
  readonly how: How;
}

export type How =
  | { readonly is: 'call' }
  /** stands in a table: `.writepage = ext4_writepage` */
  | {
      readonly is: 'installed';
      readonly record: string | null;
      readonly member: string;
      readonly table: string | null;
    }
  /** its address goes elsewhere: an argument, an assignment */
  | { readonly is: 'taken'; readonly into: string | null };

/** A call through a pointer in a record: `mapping->a_ops->writepage(page, wbc)`. */
export interface SlotCall {
  readonly kind: 'slot-call';
  readonly spot: Spot;
  /** the member called: `writepage` */
  readonly member: string;
  /** last name of the base: the `a_ops` of `mapping->a_ops` */
  readonly base: string;
  /** the base's record, where a declaration in sight tells it */
  readonly record: string | null;
  readonly within: Enclosing | null;
}

/** A function in a slot of a table of `record`. */
export interface Installed {
  readonly kind: 'installed';
  readonly spot: Spot;
  readonly record: string;
  readonly member: string;
  readonly name: string;
  readonly table: string | null;
  /** where the function is defined, when that is the same file */
  readonly definition: Spot | null;
}

/** A member that points to a record: `const struct address_space_operations *a_ops;`. */
export interface PointerMember {
  readonly kind: 'pointer-member';
  readonly spot: Spot;
  readonly member: string;
  readonly record: string;
  /** the record that has the member, null when unnamed */
  readonly owner: string | null;
}

/** A slot's declaration: `int (*writepage)(struct page *, …)` inside its record. */
export interface SlotDeclaration {
  readonly kind: 'slot';
  readonly spot: Spot;
  readonly record: string;
  readonly member: string;
}

/** Where a function or function-like macro is defined. */
export interface Definition {
  readonly kind: 'definition';
  readonly spot: Spot;
  readonly name: string;
  /** other files cannot mean this one: `static` in a source file */
  readonly local: boolean;
  readonly macro: boolean;
}

/** Where a record's field is declared. */
export interface FieldDeclaration {
  readonly kind: 'field';
  readonly spot: Spot;
  readonly record: string;
  readonly field: string;
}

export type Fact =
  | Reference
  | SlotCall
  | Installed
  | PointerMember
  | SlotDeclaration
  | Definition
  | FieldDeclaration;

/** What can be asked of a file. */
export type Query =
  /** where a function is used, and where the files that use it define it */
  | { readonly ask: 'references'; readonly name: string }
  /** tables of a record, members that point to it, and its slots */
  | { readonly ask: 'record'; readonly record: string }
  /** calls through a member of this name, whatever the record */
  | { readonly ask: 'slot-calls'; readonly member: string }
  /** members of this name that point to a record */
  | { readonly ask: 'pointer-member'; readonly member: string }
  /** where these functions are defined */
  | { readonly ask: 'definitions'; readonly names: readonly string[] }
  /** where these records declare the field */
  | { readonly ask: 'field'; readonly records: readonly string[]; readonly field: string };

/** A stable key of a query, for memos. */
export function queryKey(query: Query): string {
  return JSON.stringify(query);
}

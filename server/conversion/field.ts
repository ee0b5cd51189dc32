import pageMapping from '../presets/page-mapping.json' with { type: 'json' };

/**
 * A tracked field: everything the engine knows about the field being converted, as data. The engine
 * itself names no kernel function; a preset does.
 */
export interface TrackedField {
  readonly id: string;
  readonly title: string;
  /** struct tags that own the field */
  readonly records: readonly string[];
  readonly field: string;
  /** C type of what callers hand over instead */
  readonly substitute: string;
  /** what code that reads the field wants to know; `{record}` stands for page or folio */
  readonly tells: string;
  /** macros that yield their first argument */
  readonly transparentMacros: readonly string[];
  /** macros whose argument is a condition: a bare field in them is a NULL test */
  readonly conditionMacros: readonly string[];
  /** macros and functions that store into their first argument */
  readonly storeMacros: readonly string[];
  /** constants of the word's low bits */
  readonly tagMasks: readonly string[];
  /** values that mark a word which is no pointer */
  readonly poison: readonly string[];
  /** functions that read the field for their caller: calls to them stand at `helper` */
  readonly accessors: readonly string[];
  /** the plan's own helpers: which argument carries the mapping, and the stage without and with it */
  readonly ladder: readonly LadderCall[];
  /** what a caller passes that has no value yet */
  readonly placeholder: string;
  /** parameter names that the body does not use yet */
  readonly unusedParameters: readonly string[];
  /** calls that take or find one page: a test of its field after them means "was it truncated meanwhile?" */
  readonly locks: readonly string[];
  /** lookups of many pages, whose arguments do not name the page tested later */
  readonly batchLookups: readonly string[];
  /** functions whose tests are truncation tests though they take no lock themselves */
  readonly truncationFunctions: readonly string[];
  /** functions whose tests look like truncation tests and are not, with the reason */
  readonly notTruncation: Readonly<Record<string, string>>;
  /** words in a function that make its NULL test ask for a bounce page */
  readonly bounceWords: readonly string[];
  /** functions that own the field, with the reason */
  readonly owners: Readonly<Record<string, string>>;
  /** functions and paths (a prefix of the relative path) where no other source can exist, with the reason */
  readonly noSource: {
    readonly functions: Readonly<Record<string, string>>;
    readonly paths: Readonly<Record<string, string>>;
  };
  /** how to get the substitute from a variable of a type: `$` stands for the variable */
  readonly sources: readonly SourceRule[];
  /** what shows that a value at hand belongs to a record */
  readonly evidence: Evidence;
  /** how the field is converted; null for a field that is only looked at */
  readonly plan: FieldPlan | null;
}

/** What shows that a value at hand belongs to a record, and what speaks against it. Names of the kernel's, nothing else. */
export interface Evidence {
  /** slots of tables whose callers pass a value beside the record that it belongs to */
  readonly slots: readonly SlotPair[];
  /** functions that find a record in the value: `$0` is the first argument, as in `$0->mapping` */
  readonly lookups: Readonly<Record<string, string>>;
  /** functions that find a record in the value and leave it where an argument points to */
  readonly outLookups: Readonly<Record<string, OutLookup>>;
  /** functions that fill an array or a batch with records found in the value */
  readonly batches: Readonly<Record<string, OutLookup>>;
  /** calls that may be given such an array or batch and add no record to it */
  readonly batchSteps: readonly string[];
  /** functions whose callers all pass the value, or what it is read from, beside the record: `of` is the record */
  readonly pairs: Readonly<Record<string, { readonly value: string; readonly of: number }>>;
  /** calls, and members as `&->page`, that lead from one record to another with the same value */
  readonly sameRecord: readonly string[];
  /** members that may be NULL */
  readonly mayBeNull: readonly string[];
  /** struct tags that a parameter may point to or be NULL */
  readonly nullable: readonly string[];
  /** calls that yield a value in which records are found that do not have it in their field */
  readonly elsewhere: readonly string[];
  /** macros that give their arguments other values */
  readonly setters: readonly string[];
  /** tests after which the field is a tagged word */
  readonly tagTests: readonly string[];
  /** calls that do nothing and cost nothing */
  readonly pure: readonly string[];
  /** members that lead elsewhere where their base was made by one of these calls or members */
  readonly notThrough: readonly {
    readonly member: string;
    readonly from: readonly string[];
    readonly reason: string;
  }[];
}

/** `value` is said of the arguments as in `$0->mapping`; `argument` is where the record is left, counted from 0. */
export interface OutLookup {
  readonly value: string;
  readonly argument: number;
}

/** The parameters of the functions in a slot: `value` belongs to `of`, both counted from 0. */
export interface SlotPair {
  readonly record: string;
  readonly member: string;
  /** by parameter: the struct tag of what it points to, null for what is no record */
  readonly parameters: readonly (string | null)[];
  readonly value: number;
  readonly of: number;
  /** nothing else in the kernel has such parameters: a table in the same file need not be there */
  readonly telling: boolean;
}

/** What the staged plan writes into a tree. The calls named here stand in `ladder` too. */
export interface FieldPlan {
  /** the header with the helpers, which the plan adds to the tree: `include/linux/page_mapping.h` */
  readonly header: string;
  /** the header that declares the records; it includes `header` at its end, so that whoever sees a record sees them */
  readonly includedBy: string;
  /** name of the parameter that functions gain */
  readonly parameter: string;
  /** C text of the placeholder's value: `((struct address_space *)NULL)` */
  readonly placeholderValue: string;
  /** by record: the helper that yields the value, and the one that tests for truncation, null where the field has no such test */
  readonly helpers: Readonly<Record<string, { readonly value: string; readonly truncated: string | null }>>;
  /**
   * The member of the value that leads back to what the value was taken from by a source rule, and when it
   * does not: `host` undoes `$->i_mapping`. Left out where no member does.
   */
  readonly back?: { readonly member: string; readonly source: string; readonly caveat: string };
}

export interface LadderCall {
  readonly call: string;
  readonly argument: number;
  readonly without: 'helper' | 'parameter';
  readonly with: 'passed' | 'checked' | 'converted';
}

export interface SourceRule {
  /** struct tag of the record that a variable points to, or the typedef of a plain variable */
  readonly type: string;
  readonly expression: string;
  readonly confidence: 'certain' | 'likely' | 'guess';
  readonly caveats: readonly string[];
}

export const PAGE_MAPPING = pageMapping as TrackedField;

/** What the field tells, of a record: `whose page this is`. */
export function toldBy({ tells }: Pick<TrackedField, 'tells'>, record: string): string {
  return tells.replaceAll('{record}', record);
}

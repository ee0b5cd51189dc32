import type { Use } from '../../conversion/model.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { Edit, Plan, Refusal } from '../plan.ts';
import type { Place, UseSite } from '../site.ts';

/**
 * Quick fixes. Each is one file beside this one and one entry of the registry in `index.ts`. Where a fix needs
 * the whole tree it asks for it through `FixTools`, which is made above this layer (server/convert/fixTools.ts),
 * so that imports run one way: server/convert knows the fixes, the fixes know nothing of server/convert.
 */
export interface Fix {
  /** also the name of its page in docs/fixes */
  readonly id: string;
  /** what it does in general, as the heading of its page */
  readonly heading: string;
  /** a quick fix answers a finding; a refactoring is offered wherever it can be done */
  readonly kind: 'quickfix' | 'refactor';
  /** one paragraph for its page: when it is right, and when it is refused */
  readonly about: string;
  /** what it would do here, in a few words: only for sites that it applies to */
  title(site: FixSite): string;
  /**
   * Whether it can be done here; null where it is about another kind of place. Cheap: one function is looked at,
   * never the tree, so a plan may still come back with refusals alone.
   */
  applies(site: FixSite): true | { readonly disabled: string } | null;
  /** the edits; `site` is one that it applies to */
  plan(site: FixSite, tools: FixTools): Promise<Plan> | Plan;
  /** fixtures with the cursor as `/*$0*\/`; they make its page and its test */
  readonly example: { readonly before: string; readonly after: string };
  /** whether somebody has to confirm it here: what it makes is only likely to be right */
  isDoubtful?(site: FixSite): boolean;
  /** the one to take where several apply */
  readonly isPreferred?: boolean;
  /** whether it may be done to all of a file at once: only edits that are proved are made then */
  readonly fixAll?: boolean;
}

/** A place that fixes are offered for. */
export type FixSite = UseOffer | CallOffer;

/** A use of the field. */
export interface UseOffer {
  readonly kind: 'use';
  readonly use: Use;
  /** null where the use cannot be edited; `outcome` then says why */
  readonly site: UseSite | null;
  /** what stage `helper` makes of it */
  readonly outcome: readonly Edit[] | Refusal;
  /** values at hand there, best first */
  values(): readonly Value[];
}

/** A call that takes the mapping: of a helper, or of a function that gained the parameter. */
export interface CallOffer {
  readonly kind: 'call';
  /** the record that the call is about, and where it stands */
  readonly place: Place;
  readonly call: SyntaxNode;
  readonly callee: string;
  /** the argument that carries the value */
  readonly argument: SyntaxNode;
  /** whether the argument is the placeholder, or NULL in its place */
  readonly isPlaceholder: boolean;
  /** what the callee is when it is one of the plan's helpers */
  readonly helper: 'value' | 'truncated' | null;
  values(): readonly Value[];
}

/** A function by its definition. */
export interface FunctionAt {
  readonly name: string;
  readonly file: string;
  /** of the name in its definition */
  readonly offset: number;
}

/** An expression at hand that yields what the field would, and what the rules say of it. */
export interface Value {
  readonly expression: string;
  readonly verdict: 'proved' | 'doubtful' | 'refused';
  readonly from: string;
  readonly rules: readonly { readonly rule: string; readonly reason: string }[];
}

/** What a fix may ask of the tree. */
export interface FixTools {
  /** adds the plan's parameter to a function everywhere: declarations, definitions, tables, callers pass the placeholder */
  widen(target: FunctionAt): Promise<Plan>;
  /** the same, and up the chain of callers until each passes a value of its own */
  thread(target: FunctionAt): Promise<Plan>;
}

export function isUse(site: FixSite): site is UseOffer {
  return site.kind === 'use';
}

/** Where in the file the site is: the member name, or the call. */
export function offsetOf(site: FixSite): number {
  return site.kind === 'use' ? site.use.offset : site.call.startIndex;
}

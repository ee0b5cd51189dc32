import type { Place } from '../site.ts';
import type { Flow } from './flow.ts';
import type { Root } from './record.ts';

/** An expression that may be the value, before the rules have judged it. */
export interface Candidate {
  readonly expression: string;
  /** what it comes from, in words: `parameter mapping`, `the lookup in line 12` */
  readonly from: string;
  /** what shows that it belongs to this very record; null where only the type speaks for it */
  readonly evidence: Evidence | null;
  /** caveats of the rule that proposes it */
  readonly caveats: readonly string[];
  /** other variables of the same type, which the record may belong to as well */
  readonly rivals: readonly string[];
}

export interface Evidence {
  /** offset of what shows it */
  readonly at: number;
  /** offset from which on it holds, as long as nothing it names is changed */
  readonly since: number;
  /** nothing that the value and the record's variable are ever given can make it wrong */
  readonly steady: boolean;
}

/** What evidence is looked for with. */
export interface Question {
  readonly place: Place;
  readonly flow: Flow;
  /** the variable behind the record; null where it is none */
  readonly root: Root | null;
}

/** The variables that an expression names; members and functions are none. */
export function namesIn(expression: string): string[] {
  const names = expression.matchAll(/(?<![\w.]|->)\s*\b([A-Za-z_]\w*)\b(?!\s*\()/g);
  const keywords = /^(?:struct|union|const|sizeof|NULL)$/;
  return [...new Set([...names].map(([, name = '']) => name))].filter((name) => !keywords.test(name));
}

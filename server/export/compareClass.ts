import type { Use } from '../conversion/model.ts';
import { lineAround } from './cocciText.ts';
import type { ComparedSite, CompareInput } from './compare.ts';
import { normalised, tokensOf } from './compareTokens.ts';

/** Kinds of difference between our result and spatch's. */
export type DifferenceClass =
  | 'same'
  /** the field stands in a macro's body */
  | 'macro-body'
  /** one side could not read the place */
  | 'damaged-parse'
  /** the base is declared by a typedef, which spatch follows only through headers */
  | 'typedef'
  /** the base's type is declared in a header that spatch does not read */
  | 'type-unknown'
  /** the rule has no such form: a wrapped read, a test without operator */
  | 'form'
  /** the rule says the opposite of what the code asked */
  | 'polarity'
  /** the place looks like a truncation test and asks something else */
  | 'not-truncation'
  /** a truncation test that was taken for a read of the value */
  | 'test-as-value'
  /** the test is right, what it compares with is not what the code said */
  | 'argument'
  /** what is put in names something that the function does not have */
  | 'undeclared'
  /** code that owns the field: writes it, clears it, moves it */
  | 'owner'
  /** tags, poison, bounce pages: no value of the field */
  | 'tag'
  /** evaluation would happen in another order, or more often */
  | 'side-effect'
  /** branches of an #if in the expression */
  | 'conditional'
  /** a header or inline function that the rule did not reach */
  | 'header'
  /** another record's member, or an isomorphism's surprise */
  | 'no-use'
  /** refused by the plan for the reason given */
  | 'refused'
  /** the text differs, the place does not */
  | 'other';

export interface Classified {
  readonly class: DifferenceClass;
  /** one sentence */
  readonly reason: string;
}

interface Compared {
  readonly outcome: ComparedSite['outcome'];
  readonly use: Use | null;
  /** the function's text, empty outside functions */
  readonly body: string;
  readonly before: string;
  readonly own: string;
  readonly their: string;
  readonly offset: number;
}

const OF_RULE: Readonly<Record<string, DifferenceClass>> = {
  'in-macro': 'macro-body',
  reshaped: 'macro-body',
  damaged: 'damaged-parse',
  'not-typed': 'typedef',
  owner: 'owner',
  'owner-guard': 'owner',
  'accessor-body': 'owner',
  write: 'owner',
  address: 'owner',
  offsetof: 'owner',
  moves: 'owner',
  tag: 'tag',
  bounce: 'tag',
  poison: 'tag',
  tail: 'tag',
  ordered: 'side-effect',
  'split-by-if': 'conditional',
};

export function classified(input: CompareInput, site: Compared): Classified {
  switch (site.outcome) {
    case 'same':
      return { class: 'same', reason: 'both do the same' };
    case 'ours-only':
      return oursOnly(input, site);
    case 'theirs-only':
      return theirsOnly(input, site);
    case 'differs':
      return differing(input, site);
  }
}

function oursOnly(
  { syntax, unread, file }: CompareInput,
  { use, body, before, offset }: Compared,
): Classified {
  if (unread(lineAround(syntax.text, offset)))
    return { class: 'damaged-parse', reason: 'spatch cannot read the function' };
  if (/^\s*#|\\$/.test(lineAround(syntax.text, offset)))
    return { class: 'macro-body', reason: 'it stands in the body of a macro' };
  if (use && !/^\w+$/.test(use.base))
    return { class: 'type-unknown', reason: `what ${use.base} points to is declared in a header` };
  if (use && !new RegExp(`\\bstruct\\s+${use.record}\\b[^;{}]*\\b${use.base}\\b`).test(body))
    return body === '' || !new RegExp(`\\b\\w+_t\\s+\\*?${use.base}\\b`).test(body)
      ? { class: 'macro-body', reason: 'a macro makes the function or the variable' }
      : { class: 'typedef', reason: `${use.base} is declared by a typedef` };
  if (file.endsWith('.h')) return { class: 'header', reason: 'the rules do not reach this header' };
  return { class: 'form', reason: `no rule is written for ${before.replace(/\s+/g, ' ')}` };
}

function theirsOnly(input: CompareInput, site: Compared): Classified {
  const { use } = site;
  if (!use) return { class: 'no-use', reason: `this is no use of ${input.field.field} of a tracked record` };
  const refusal = input.refusals.find(({ offset }) => offset === use.offset);
  const undeclared = undeclaredIn(site);
  if (refusal) {
    const more = undeclared === null ? '' : `; and the function has no ${undeclared}`;
    return { class: OF_RULE[refusal.rule] ?? 'refused', reason: `${refusal.reason}${more}` };
  }
  return undeclared === null
    ? { class: 'other', reason: 'the plan has nothing to do here' }
    : { class: 'undeclared', reason: `the function has no ${undeclared}` };
}

function differing({ field }: CompareInput, site: Compared): Classified {
  const { own, their, use } = site;
  const names = (kind: 'value' | 'truncated'): string[] =>
    Object.values(field.plan?.helpers ?? {}).flatMap((helper) => helper[kind] ?? []);
  const calls = (text: string, kind: 'value' | 'truncated'): boolean =>
    names(kind).some((name) => new RegExp(`\\b${name}\\b`).test(text));
  const undeclared = undeclaredIn(site);
  const aside = undeclared === null ? '' : `; and the function has no ${undeclared}`;
  if (calls(own, 'value') && calls(their, 'truncated'))
    return { class: 'not-truncation', reason: `${use?.roleReason ?? 'no truncation test'}${aside}` };
  if (calls(own, 'truncated') && !calls(their, 'truncated'))
    return { class: 'test-as-value', reason: 'the truncation test was taken for a read' };
  if (undeclared !== null) return { class: 'undeclared', reason: `the function has no ${undeclared}` };
  const [ours, theirs] = [normalised(own), normalised(their)];
  if (ours === `! ${theirs}` || theirs === `! ${ours}`)
    return { class: 'polarity', reason: 'one says the opposite of the other' };
  if (calls(own, 'truncated'))
    return {
      class: 'argument',
      reason: own.includes(field.placeholder)
        ? 'the code asks for NULL only; spatch compares with a value'
        : 'another value is compared with',
    };
  return { class: 'other', reason: 'the texts differ' };
}

/** A name that spatch put in and that the function does not use anywhere; constants and macros are known everywhere. */
function undeclaredIn({ before, their, body }: Compared): string | null {
  const [known, there] = [plainNames(before), plainNames(body)];
  for (const name of plainNames(their)) if (!known.has(name) && !there.has(name)) return name;
  return null;
}

/** Names of variables: no members, no calls, no capitals. */
function plainNames(code: string): Set<string> {
  const tokens = tokensOf(code).map(({ text }) => text);
  return new Set(
    tokens.filter(
      (text, at) =>
        /^[a-z_]\w*$/.test(text) && !/^(?:->|\.)$/.test(tokens[at - 1] ?? '') && tokens[at + 1] !== '(',
    ),
  );
}

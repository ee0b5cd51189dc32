import { Conditions } from '../syntax/conditions.ts';
import { damageOf } from '../syntax/damage.ts';
import type { Level } from '../syntax/descent.ts';
import type { CParser, Syntax, SyntaxNode } from '../syntax/parser.ts';
import { SourceText } from '../syntax/source.ts';
import { type CType, unknown } from '../types/ctype.ts';
import { dereference, type Environment } from '../types/expression.ts';
import { functionName, type Scope } from '../types/scope.ts';
import { typeOfText } from '../types/snippet.ts';
import { accessOf } from './access.ts';
import type { Candidate, Prefilter } from './candidates.ts';
import { convertedFunctions } from './converted.ts';
import { type FileFacts, NO_FACTS, type UseFact } from './facts.ts';
import type { TrackedField } from './field.ts';
import type { KnownItems } from './knownItems.ts';
import type { Access, Rung } from './model.ts';
import { type OwnerFact, ownerInMacro, ownerOf } from './owner.ts';
import { roleOf } from './role.ts';
import { rungOf } from './rungs.ts';
import { sourcesAt } from './sources.ts';
import { stageOf } from './stage.ts';
import { Surroundings } from './surroundings.ts';
import { baseBefore, whyUnread } from './unread.ts';

/** Where a candidate stands: in the file's tree, or in a macro body parsed on its own. */
interface Place {
  readonly node: SyntaxNode;
  /** a parse error stands in the statement around it, or in its function's head */
  readonly nearDamage: boolean;
  readonly env: Environment;
  readonly scope: Scope | null;
  readonly function: string | null;
  /** text of the function without comments and strings, empty at file scope, and where in it the place is */
  readonly body: string;
  readonly at: number;
  readonly dispose?: () => void;
}

/** What is read at one candidate: a use, a rung, a member of another record, or nothing. */
export type Reading = UseFact | RungFact | 'other' | null;
type RungFact = Omit<Rung, 'file'>;

/** What is read of an item holds wherever it stands: its places are told afterwards. */
const UNPLACED = { line: 0, column: 0, offset: 0 };

/** Nodes whose words are no code. */
const PROSE = /^(?:comment|string_content|string_literal|char_literal)$/;

/**
 * Reads one parsed file. `file` is the path relative to the tree. Candidates that turn out to be in
 * comments or strings are dropped; members of records known to be others are counted, not listed.
 * With `known`, only the items are read that the file did not have when it was last read with it.
 */
export function analyse(
  syntax: Syntax,
  file: string,
  prefilter: Prefilter,
  parser: CParser,
  candidates: readonly Candidate[] = prefilter.find(syntax.text),
  known?: KnownItems<Reading>,
): FileFacts {
  known?.next();
  if (candidates.length === 0) return withoutCandidates(syntax.text, prefilter.field);
  const { source } = syntax;
  const conditions = new Conditions(syntax.text);
  const around = new Surroundings(syntax, parser, prefilter.field);
  const uses: UseFact[] = [];
  const rungs: RungFact[] = [];
  let falseFriends = 0;

  for (const candidate of candidates) {
    const { kind, offset } = candidate;
    const level = around.levelAt(candidate);
    const read = (): Reading => readAt(candidate, level);
    const found = known ? known.at(candidate, level, syntax, read) : read();
    const said = found ?? (kind === 'rung' ? null : unreadableAt(candidate, level));
    if (said === 'other') falseFriends++;
    else if (said) {
      const place = { ...source.position(offset), offset };
      if ('owner' in said) uses.push({ ...said, ...place, condition: conditions.at(offset) });
      else rungs.push({ ...said, ...place });
    }
  }
  return {
    uses,
    rungs,
    converted: convertedFunctions(syntax.text, source, prefilter.field, uses),
    damage: damageOf(syntax.root, source),
    falseFriends,
  };

  /** What damage hides from the tree; it hangs on more than the item, so it is never among what is known. */
  function unreadableAt(candidate: Candidate, level: Level): Reading {
    return readAt(candidate, level, ownerInDamage) ?? unreadAt(candidate, level);
  }

  function readAt(candidate: Candidate, level: Level, owner = ownerAt): Reading {
    const place = around.at(candidate, level);
    if (!place) return null;
    try {
      if (candidate.kind === 'rung') return rungAt(place);
      const found = owner(candidate, place);
      return found && useAt(place, found);
    } finally {
      place.dispose?.();
    }
  }

  function rungAt({ node, function: name }: Place): RungFact | null {
    const rung = rungOf(node, prefilter.field);
    return rung && { ...UNPLACED, ...rung, function: name };
  }

  function ownerAt({ kind }: Candidate, { node, env }: Place): OwnerFact | null {
    return ownerOf(node, env) ?? (kind === 'layout' ? ownerInMacro(node, syntax.text, prefilter) : null);
  }

  /** What the grammar could not read is read from the text: the words before the arrow are an expression. */
  function ownerInDamage(candidate: Candidate, { node, env }: Place): OwnerFact | null {
    const base = baseBefore(syntax.text, candidate.offset);
    if (candidate.kind !== 'member' || base === '' || reasonUnread(candidate) === null) return null;
    const type = typeOfText(base, parser, env, node.startIndex);
    const isArrow = /->\s*$/.test(syntax.text.slice(0, candidate.offset).slice(-40));
    return { owner: isArrow ? dereference(type) : type, base, form: 'member', node };
  }

  function reasonUnread(candidate: Candidate): string | null {
    const { root, text } = syntax;
    return whyUnread(candidate, { root, text, condition: conditions.at(candidate.offset) }, prefilter.field);
  }

  /** A place in the code that nothing is known of but the name: it must not be lost. */
  function unreadAt(candidate: Candidate, { node, item, function: fn }: Level): UseFact | null {
    if (PROSE.test(node.type) && !item?.hasError) return null;
    const { text } = syntax;
    const why = reasonUnread(candidate);
    if (why === null) return null;
    return {
      ...UNPLACED,
      base: baseBefore(text, candidate.offset),
      owner: unknown(why),
      function: fn ? (functionName(fn)?.text ?? null) : null,
      access: candidate.kind === 'layout' ? 'offsetof' : 'read',
      role: 'identity',
      roleReason: why,
      stage: 'raw',
      sources: [],
      noSource: null,
      condition: conditions.at(candidate.offset),
      nearDamage: true,
    };
  }

  function useAt(place: Place, found: OwnerFact): UseFact | 'other' {
    const { owner } = found;
    const { field } = prefilter;
    if (isOther(owner, field)) return 'other';
    const fact = found.form === 'member' ? accessOf(found.node, field) : layoutFact(found);
    const { function: name, scope } = place;
    const offset = place.node.startIndex;
    const role = roleOf(fact, { ...place, field, file, node: found.node, base: found.base });
    const sources = scope && found.form === 'member' ? sourcesAt(scope, offset, place, field) : [];
    const none = sources.length === 0 ? noSource(file, name, prefilter) : null;
    return {
      ...UNPLACED,
      base: found.base.replace(/\s+/g, ' '),
      owner,
      function: name,
      access: fact.access,
      role: role.role,
      roleReason: role.reason,
      stage: stageOf(fact, role, { field, function: name, scope, offset, withoutSource: none !== null }),
      sources,
      noSource:
        sources.length > 0
          ? null
          : (none ?? `only the page is known here: callers would have to pass the ${prefilter.field.field}`),
      condition: null,
      nearDamage: place.nearDamage,
    };
  }
}

/** Reads a file in which nothing names the field: it may hold functions that are converted already. */
export function withoutCandidates(text: string, field: TrackedField): FileFacts {
  const converted = convertedFunctions(text, new SourceText(text), field, []);
  return converted.length > 0 ? { ...NO_FACTS, converted } : NO_FACTS;
}

/** A record that this file names by itself, and none of ours. What is no record at all was misread. */
function isOther(owner: CType, { records }: TrackedField): boolean {
  return owner.k === 'anonymous' || (owner.k === 'record' && !records.includes(owner.name));
}

function layoutFact(found: OwnerFact): ReturnType<typeof accessOf> {
  const access: Access = found.form === 'designator' ? 'write' : 'offsetof';
  return { access, value: found.node, other: null };
}

function noSource(file: string, name: string | null, { field }: Prefilter): string | null {
  const byName = name === null ? undefined : field.noSource.functions[name];
  if (byName) return byName;
  for (const [path, reason] of Object.entries(field.noSource.paths)) if (file.startsWith(path)) return reason;
  return null;
}

export type { Place };

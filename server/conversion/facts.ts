import type { CType } from '../types/ctype.ts';
import type { Access, ConvertedFunction, Damage, Role, Rung, Source, Stage } from './model.ts';

/**
 * What one file says about the tracked field, from its own text alone: the base of a use may still be
 * symbolic ("member b_page of struct buffer_head"). Plain JSON, cached by the text's content.
 */
export interface FileFacts {
  readonly uses: readonly UseFact[];
  readonly rungs: readonly Omit<Rung, 'file'>[];
  readonly converted: readonly Omit<ConvertedFunction, 'file'>[];
  readonly damage: readonly Damage[];
  /** accesses already known to belong to other records */
  readonly falseFriends: number;
}

export interface UseFact {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly base: string;
  /** type of the record's value: what `->` points to, or what `.` stands behind */
  readonly owner: CType;
  readonly function: string | null;
  readonly access: Access;
  readonly role: Role;
  readonly roleReason: string;
  readonly stage: Stage;
  readonly sources: readonly Source[];
  readonly noSource: string | null;
  readonly condition: string | null;
  readonly nearDamage: boolean;
}

export const NO_FACTS: FileFacts = { uses: [], rungs: [], converted: [], damage: [], falseFriends: 0 };

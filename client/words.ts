import { env, l10n } from 'vscode';
import type { IndexStatus, TreeFilter } from '../server/lsp/protocol.ts';

export type Stage = NonNullable<TreeFilter['stages']>[number];
export type Role = NonNullable<TreeFilter['roles']>[number];

/** What each stage means, in ladder order; the stage's own name is a term and stays as it is. */
export function stageMeanings(): Readonly<Record<Stage, string>> {
  return {
    raw: l10n.t('reads or writes the field itself'),
    helper: l10n.t('goes through an accessor or a test helper'),
    parameter: l10n.t('parameter added, callers pass a placeholder'),
    passed: l10n.t('callers pass the real mapping'),
    checked: l10n.t('the passed mapping is compared with the field'),
    converted: l10n.t('the field is no longer read'),
    owner: l10n.t('sets, clears or moves the field: it is the subject and stays'),
    'no-source': l10n.t('nothing at hand yields the mapping here'),
  };
}

export function roleMeanings(): Readonly<Record<Role, string>> {
  return {
    identity: l10n.t('which file this page belongs to'),
    truncation: l10n.t('whether the page was truncated meanwhile'),
    owner: l10n.t('the code that maintains the field'),
    bounce: l10n.t('whether this is a bounce page'),
    tag: l10n.t('decodes the low bits of the word'),
    tracing: l10n.t('only to print or trace'),
  };
}

export const count = (value: number): string => value.toLocaleString(env.language);

/** A share of 0 to 1 as a percentage that never rounds up to 100 or down to 0. */
export function percent(share: number): string {
  const exact = share * 100;
  const whole = share > 0 && exact < 1 ? 1 : share < 1 && exact > 99 ? 99 : Math.round(exact);
  return new Intl.NumberFormat(env.language, { style: 'percent' }).format(whole / 100);
}

/** The headline: `12 % of 344 uses converted`. */
export function headline(status: IndexStatus): string {
  if (status.uses === 0) return l10n.t('no use found');
  return l10n.t(
    '{0} of {1} convertible places converted',
    percent(status.shareConverted),
    count(status.convertible),
  );
}

/** What was read and found, one fact a line. */
export function facts(status: IndexStatus): string[] {
  const { uses, files, scanned, unknown, problems } = status;
  const lines = [
    l10n.t('{0} uses in {1} files; {2} C files looked at', count(uses), count(files), count(scanned)),
  ];
  if (unknown === 1) lines.push(l10n.t('One use of unknown type'));
  if (unknown > 1) lines.push(l10n.t('{0} uses of unknown type', count(unknown)));
  if (problems === 1) lines.push(l10n.t('One file could not be read'));
  if (problems > 1) lines.push(l10n.t('{0} files could not be read', count(problems)));
  return lines;
}

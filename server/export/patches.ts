import type { TrackedField } from '../conversion/field.ts';
import { checkerFile } from '../convert/header/checkText.ts';
import type { PlanStage } from '../convert/header/marker.ts';
import { tidy } from '../fixes/style.ts';
import { unifiedDiff } from './diff.ts';
import { type Match, matchesIn, WEIGHT } from './maintainers.ts';
import { diffstat, type Mail, mailText } from './patchesMail.ts';
import { type FileChange, type Part, partsOf } from './patchesSplit.ts';
import { coverMessage, messageOf } from './patchesText.ts';

export type { FileChange } from './patchesSplit.ts';

export interface SeriesInput {
  readonly stage: PlanStage;
  readonly field: TrackedField;
  /** every file that the plan changes, adds or takes away, by its path in the tree */
  readonly changes: ReadonlyMap<string, FileChange>;
  /** text of the tree's MAINTAINERS; null where there is none, and then nobody is told */
  readonly maintainers: string | null;
  /** `Jane Doe <jane@example.org>`, as git's `user.name` and `user.email` have it */
  readonly author?: string;
  readonly date?: Date;
}

export interface PatchFile {
  /** `0001-mm-add-helpers.patch` */
  readonly name: string;
  readonly text: string;
}

const AUTHOR = 'mapshift <mapshift@localhost>';
/** a mail to more people than this is read by none of them */
const MAX_PEOPLE = 8;
const MAX_LISTS = 6;

/**
 * A plan as a series of mails for `git am`, the cover letter first (0000, which `git am` is not given).
 * Each patch compiles on top of those before it: the helpers' header comes first; a function or slot that
 * gains a parameter is one patch with all its callers, by the `tie` of its edits; all else is split by
 * subsystem. Together the patches make exactly `after` of every file. Nothing is signed off: whoever posts
 * the series does that (`git am -s`).
 */
export function patchSeries(input: SeriesInput): PatchFile[] {
  const { stage, field, changes } = input;
  const parts = partsOf(stage, field, changes);
  const diffs = diffsOf(parts, changes);
  const told = recipients(input.maintainers);
  const mails = parts.flatMap((part, at): Mail[] => {
    const own = diffs[at] ?? [];
    if (own.length === 0) return [];
    const files = own.map(({ file }) => file);
    // the header of the helpers is in no section yet; what checks them lies where its keepers are
    const near = part.kind === 'header' && field.plan ? [...files, checkerFile(field.plan)] : files;
    return [{ ...messageOf(stage, field, part), cc: told(near), diffs: own }];
  });
  if (mails.length === 0) return [];
  const author = input.author ?? AUTHOR;
  const start = (input.date ?? new Date()).getTime();
  return [cover(input, mails), ...mails].map((mail, at) => {
    const digits = String(mails.length).length;
    const tag = `PATCH ${String(at).padStart(digits, '0')}/${mails.length}`;
    // seconds apart, so that readers sort them as they are numbered
    const text = mailText(mail, { author, date: new Date(start + at * 1000), tag });
    return { name: fileName(at, at === 0 ? 'cover letter' : mail.subject), text };
  });
}

/** The diffs of each part, every text counted on from the part before. */
function diffsOf(parts: readonly Part[], changes: ReadonlyMap<string, FileChange>): Mail['diffs'][] {
  const now = new Map<string, string | null>();
  const made = new Map<string, Set<unknown>>();
  return parts.map(({ edits }) =>
    [...edits.keys()].sort().flatMap((file) => {
      const change = changes.get(file);
      if (!change) return [];
      const { before, after } = change;
      const done = made.get(file) ?? new Set();
      made.set(file, done);
      for (const edit of edits.get(file) ?? []) done.add(edit);
      const isLast = change.edits.every((edit) => done.has(edit));
      // what is half done is written as if it were all, so that lines wrap as they will in the end
      const text =
        isLast || before === null
          ? after
          : tidy(
              before,
              change.edits.filter((edit) => done.has(edit)),
            );
      const diff = unifiedDiff(file, now.has(file) ? (now.get(file) ?? null) : before, text);
      now.set(file, text);
      return diff === '' ? [] : [{ file, diff }];
    }),
  );
}

function cover({ stage, field, changes, maintainers }: SeriesInput, mails: readonly Mail[]): Mail {
  const { subject, body } = coverMessage(stage, field);
  const digits = String(mails.length).length;
  const contents = mails.map((mail, at) => {
    const number = String(at + 1).padStart(digits);
    return `  ${number}  ${mail.subject} (${mail.diffs.length})`;
  });
  const all = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, { before, after }]) => {
      const diff = unifiedDiff(file, before, after);
      return diff === '' ? [] : [{ file, diff }];
    });
  const files = all.map(({ file }) => file);
  return {
    subject,
    body: [
      ...body,
      'Patches, with the number of files that each one changes:',
      contents.join('\n'),
      diffstat(all).replace(/\n$/, ''),
    ],
    cc: maintainers === null ? [] : listsOf(files, matchesIn(maintainers)),
    diffs: [],
  };
}

/** Who is told of files: the people and lists of their most specific sections, those of most files first. */
function recipients(maintainers: string | null): (files: readonly string[]) => string[] {
  if (maintainers === null) return () => [];
  const matches = matchesIn(maintainers);
  return (files) => {
    const sections = bySection(files, matches);
    const people = [...new Set(sections.flatMap(({ section }) => section.people))].slice(0, MAX_PEOPLE);
    return [...people, ...listsOf(files, matches)];
  };
}

function listsOf(files: readonly string[], matches: (file: string) => readonly Match[]): string[] {
  const lists = new Set(bySection(files, matches).flatMap(({ section }) => section.lists));
  const rest = new Set(
    files
      .flatMap((file) => matches(file))
      .flatMap(({ section, weight }) => (weight === WEIGHT.rest ? section.lists : [])),
  );
  // the list of everything comes last, and its people are not asked about each line of the kernel
  const named = [...lists].filter((list) => !rest.has(list)).slice(0, MAX_LISTS);
  return [...named, ...rest];
}

function bySection(files: readonly string[], matches: (file: string) => readonly Match[]): Match[] {
  const found = new Map<string, { match: Match; files: number }>();
  for (const file of files) {
    const all = matches(file).filter(({ weight }) => weight > WEIGHT.rest);
    for (const match of all.filter(({ weight }) => weight === all[0]?.weight)) {
      const known = found.get(match.section.name);
      if (known) known.files++;
      else found.set(match.section.name, { match, files: 1 });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.files - a.files || b.match.weight - a.match.weight)
    .map(({ match }) => match);
}

/** As `git format-patch` names it. */
function fileName(number: number, subject: string): string {
  const slug = subject.replace(/[^A-Za-z0-9._]+/g, '-').replace(/^-+|[-.]+$/g, '');
  return `${String(number).padStart(4, '0')}-${slug.slice(0, 52).replace(/[-.]+$/, '')}.patch`;
}

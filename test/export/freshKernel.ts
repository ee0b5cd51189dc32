/** The mini-kernel as it is before any conversion, in memory, and plans for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import type { ConversionTree } from '../../server/convert/tree.ts';
import type { FileChange } from '../../server/export/patches.ts';
import { byFile, type Plan } from '../../server/fixes/plan.ts';
import { tidy } from '../../server/fixes/style.ts';
import { reportsOf } from '../support/analyse.ts';
import { MINI_KERNEL, sourcesOf } from '../support/annotations.ts';
import { Fixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';

/** The helpers' header, which the plan would bring, and where it is included. */
const OWN = {
  header: 'include/linux/page_mapping.h',
  includedBy: 'include/linux/mm_types.h',
  include: '#include <linux/page_mapping.h>\n\n',
};

/** A file of the mini-kernel as it was before its conversion was begun; null for one that was not there. */
export function notBegun(file: string, text: string): string | null {
  if (file === OWN.header) return null;
  if (file !== OWN.includedBy) return text;
  if (!text.includes(OWN.include)) throw new Error(`${file} does not include ${OWN.header} any more`);
  return text.replace(OWN.include, '');
}

/** Texts by path; comments that annotate uses are left out. */
export function freshKernel(): Map<string, string> {
  const files = new Map<string, string>();
  for (const file of sourcesOf(MINI_KERNEL)) {
    const text = notBegun(file, readFileSync(join(MINI_KERNEL, file), 'utf8'));
    if (text !== null)
      files.set(file, text.replace(/[ \t]*\/\* (?:use|rung|converted|not a use|unknown): .*?\*\//g, ''));
  }
  return files;
}

/** Texts as a tree that stages can be planned for; it answers no question about calls. */
export function treeOf(
  files: ReadonlyMap<string, string>,
  field: TrackedField = PAGE_MAPPING,
): ConversionTree {
  const reports = [...reportsOf(new Fixture(files, [], new Map()), field).values()];
  return {
    field,
    parser,
    files: [...files.keys()].sort(),
    text: (file) => files.get(file) ?? null,
    reports: () => reports,
    naming: (words) => {
      const any = new RegExp(`\\b(?:${words.join('|')})\\b`);
      return [...files].filter(([, text]) => any.test(text)).map(([file]) => file);
    },
    ask: () => Promise.reject(new Error('no call graph in this test')),
    rest: () => Promise.resolve(),
  };
}

/** What a plan makes of each file. */
export function changesOf(files: ReadonlyMap<string, string>, plan: Plan): Map<string, FileChange> {
  const changes = new Map<string, FileChange>();
  for (const { file, text } of plan.created) changes.set(file, { before: null, after: text, edits: [] });
  for (const [file, edits] of byFile(plan.edits)) {
    const before = files.get(file);
    if (before === undefined) throw new Error(`${file} is not there`);
    changes.set(file, { before, after: tidy(before, edits), edits });
  }
  return changes;
}

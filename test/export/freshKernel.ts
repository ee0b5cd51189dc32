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

/** What the mini-kernel has of the helpers already, by which it would refuse the plan's. */
const OWN_HELPERS = [
  /\/\* Placeholder for a mapping[^\n]*\n#define MAPPING_NULL[^\n]*\n/,
  /\/\* Gone from its file[^\n]*\nstatic inline bool page_is_truncated[\s\S]*?\n}\n/,
  /static inline bool folio_is_truncated[\s\S]*?\n}\n/,
  /\/\*\n \* The middle of the conversion:[\s\S]*?\n}\n/,
];

/** Texts by path; comments that annotate uses are left out. */
export function freshKernel(): Map<string, string> {
  const files = new Map<string, string>();
  for (const file of sourcesOf(MINI_KERNEL)) {
    const text = readFileSync(join(MINI_KERNEL, file), 'utf8');
    files.set(file, text.replace(/[ \t]*\/\* (?:use|rung|converted|not a use|unknown): .*?\*\//g, ''));
  }
  const header = 'include/linux/pagemap.h';
  let text = files.get(header) ?? '';
  for (const own of OWN_HELPERS) {
    if (!own.test(text)) throw new Error(`${header} does not have ${own.source} any more`);
    text = text.replace(own, '');
  }
  return files.set(header, text);
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

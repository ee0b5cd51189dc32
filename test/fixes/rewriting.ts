import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import { byFile, type Edit, type Refusal } from '../../server/fixes/plan.ts';
import { isRefusal, rewriteUse } from '../../server/fixes/rewrite.ts';
import { Sites } from '../../server/fixes/site.ts';
import { tidy } from '../../server/fixes/style.ts';
import type { Syntax } from '../../server/syntax/parser.ts';
import { reportsOf } from '../support/analyse.ts';
import { type Fixture, parseFixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';

export interface Rewriting {
  readonly edits: readonly Edit[];
  readonly refusals: readonly Refusal[];
  /** the files as the edits leave them */
  readonly after: ReadonlyMap<string, string>;
}

/** Stage `helper` done to every use of a fixture. */
export function rewriting(source: string | Fixture, field: TrackedField = PAGE_MAPPING): Rewriting {
  const fixture = typeof source === 'string' ? parseFixture(source) : source;
  const edits: Edit[] = [];
  const refusals: Refusal[] = [];
  for (const [file, { uses }] of reportsOf(fixture, field))
    withSyntax(fixture.text(file), (syntax) => {
      const sites = new Sites(file, syntax, field, parser);
      for (const use of uses) {
        const outcome = rewriteUse(sites, use);
        if (isRefusal(outcome)) refusals.push(outcome);
        else edits.push(...outcome);
      }
    });
  const after = new Map(fixture.files);
  for (const [file, list] of byFile(edits)) after.set(file, tidy(fixture.text(file), list));
  return { edits, refusals, after };
}

/** What becomes of one file with one fixture's text. */
export function rewritten(source: string, field?: TrackedField): string {
  const [text] = rewriting(source, field).after.values();
  if (text === undefined) throw new Error('no file');
  return text;
}

export function withSyntax<T>(text: string, read: (syntax: Syntax) => T): T {
  const syntax = parser.parse(text);
  try {
    return read(syntax);
  } finally {
    syntax.dispose();
  }
}

/** How many places of a text the grammar cannot read. */
export function errorsIn(text: string): number {
  return withSyntax(text, ({ root }) => {
    let count = 0;
    const open = [root];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.isError || node.isMissing) count++;
      for (const child of node.children) if (child?.hasError || child?.isMissing) open.push(child);
    }
    return count;
  });
}

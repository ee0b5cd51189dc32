import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import { isSite } from '../../server/fixes/rewrite.ts';
import { type Place, Sites } from '../../server/fixes/site.ts';
import { valuesFor } from '../../server/fixes/values.ts';
import { reportsOf } from '../support/analyse.ts';
import { parseFixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';
import { withSyntax } from './rewriting.ts';

/** What is found at the last use of the field in a text. */
export function valuesAt<T>(
  source: string,
  find: (place: Place) => T,
  field: TrackedField = PAGE_MAPPING,
): T {
  const [report] = reportsOf(parseFixture(source), field).values();
  const use = report?.uses.at(-1);
  if (!use) throw new Error('the text has no use of the field');
  return withSyntax(source, (syntax) => {
    const site = new Sites('a.c', syntax, field, parser).of(use);
    if (!isSite(site)) throw new Error(`no site: ${site.reason}`);
    return find(site);
  });
}

/** The values proved at the last use of the field. */
export function proved(source: string): string[] {
  return valuesAt(source, (place) => valuesFor(place))
    .filter(({ verdict }) => verdict === 'proved')
    .map(({ expression }) => expression);
}

/** A function's body around the last use of the field in it. */
export const fn = (body: string, head = 'int f(struct address_space *mapping, struct page *page)'): string =>
  `${head}\n{\n${body}\n}\n`;

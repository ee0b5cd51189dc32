/** Each quick fix does what its example says, and has its page in docs/fixes. `UPDATE=1` writes the pages. */
import { describe, expect, test } from 'vitest';
import { fixTools } from '../../server/convert/fixTools.ts';
import { FIXES, type Fix, type FixSite, fixAll, Offers } from '../../server/fixes/catalog/index.ts';
import type { Plan } from '../../server/fixes/plan.ts';
import { Sites } from '../../server/fixes/site.ts';
import { valuesFor } from '../../server/fixes/values.ts';
import { carriedOut, fixtureTree, RECORDS } from '../convert/fixtureTree.ts';
import { type Fixture, parseFixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';

/** The places of the file with the cursor; those around it, or all. */
async function offered<T>(
  fixture: Fixture,
  read: (sites: FixSite[], tree: ReturnType<typeof fixtureTree>) => Promise<T>,
  all = false,
): Promise<T> {
  const tree = fixtureTree(fixture);
  const { file, offset } = fixture.cursor;
  const syntax = parser.parse(fixture.text(file));
  try {
    const sites = new Sites(file, syntax, tree.field, parser);
    const report = tree.reports().find((each) => each.file === file);
    const offers = report ? new Offers(sites, report, valuesFor) : null;
    return await read((all ? offers?.all() : offers?.within(offset, offset)) ?? [], tree);
  } finally {
    syntax.dispose();
  }
}

const before = (fix: Fix): Fixture => parseFixture(RECORDS + fix.example.before);

describe.each(FIXES.map((fix) => [fix.id, fix] as const))('%s', (_id, fix) => {
  test('does what its example says', async () => {
    const fixture = before(fix);
    const outcome = await offered(fixture, async (sites, tree) => {
      for (const site of sites) {
        const applies = fix.applies(site);
        if (applies === true) return { title: fix.title(site), plan: await fix.plan(site, fixTools(tree)) };
        if (applies !== null) return { disabled: applies.disabled };
      }
      throw new Error('it is not offered here');
    });
    if ('disabled' in outcome) expect(outcome.disabled).not.toBe('');
    else {
      expect(outcome.title.length).toBeLessThan(100);
      expect(outcome.plan.refusals).toEqual([]);
    }
    const plan: Plan = 'plan' in outcome ? outcome.plan : { edits: [], created: [], refusals: [] };
    const made = carriedOut(fixture, plan);
    for (const [file, text] of parseFixture(fix.example.after).files) expect(made.text(file)).toBe(text);
  });

  test('has its page', async () => {
    await expect(pageOf(fix)).toMatchFileSnapshot(`../../docs/fixes/${fix.id}.md`);
  });
});

test('there is a page that lists them', async () => {
  const rows = FIXES.map(({ id, heading, kind, fixAll: all }) => {
    const what = kind === 'quickfix' ? 'quick fix' : 'refactoring';
    return `| [${heading}](${id}.md) | ${what} | ${all ? 'yes' : ''} |\n`;
  });
  const page = `# Quick fixes

What the light bulb offers on a use of the field, on a call of the plan’s helpers and on a call that passes the
placeholder. An edit that is only likely to be right is marked so, and is never made without being asked for.

| fix | kind | all of a file at once |
|---|---|---|
${rows.join('')}`;
  await expect(page).toMatchFileSnapshot('../../docs/fixes/README.md');
});

describe('all of a file at once', () => {
  const TWICE = `${RECORDS}
// @file fs/a.c
static int a(struct address_space *mapping, struct page *page)
{
	if (page->/*$0*/mapping != mapping)
		return 0;
	return page->mapping->host->i_ino + !page->mapping;
}
`;

  test.each(FIXES.filter((fix) => fix.fixAll).map((fix) => [fix.id, fix] as const))(
    '%s',
    async (_id, fix) => {
      const plan = await offered(
        parseFixture(TWICE),
        (sites, tree) => fixAll(fix, sites, fixTools(tree)),
        true,
      );
      expect(plan.edits.every(({ confidence }) => confidence === 'proved')).toBe(true);
      expect(carriedOut(parseFixture(TWICE), plan).text('fs/a.c')).toMatchSnapshot();
    },
  );

  test('is refused for what needs a look at each place', async () => {
    const other = FIXES.find((fix) => !fix.fixAll);
    expect(other).toBeDefined();
    if (other)
      await expect(
        offered(parseFixture(TWICE), (sites, tree) => fixAll(other, sites, fixTools(tree)), true),
      ).rejects.toThrow(/not made for many places/);
  });
});

function pageOf({ heading, kind, about, example, isPreferred, fixAll: all }: Fix): string {
  const said = [
    kind === 'quickfix' ? 'A quick fix.' : 'A refactoring.',
    ...(isPreferred ? ['It is the preferred one where it applies.'] : []),
    ...(all ? ['It can be made for all of a file at once.'] : []),
  ];
  const code = (text: string): string => `\`\`\`c\n${text.trim()}\n\`\`\`\n`;
  const marked = example.before.replace('/*$0*/', '/* here */');
  const same = example.before.replace('/*$0*/', '') === example.after;
  return `# ${heading}

${said.join(' ')}

${about}

## Example

${code(marked)}${same ? '\nIt stays as it is: the action is greyed out and says why.\n' : `\nbecomes\n\n${code(example.after)}`}`;
}

/** What holds of every tree: edits fit together, the result parses, and the proof finds nothing wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { carryOut, PLAN_STAGES } from '../../../server/convert/index.ts';
import { verifyTree } from '../../../server/convert/verify/index.ts';
import { errorsIn } from '../../fixes/rewriting.ts';
import { type Fixture, parseFixture } from '../../support/fixture.ts';
import { carriedOut, fixtureTree, RECORDS } from '../fixtureTree.ts';
import { revised } from '../revised.ts';

/** Statements over what a function has; `N` is the number of another function. */
const STATEMENTS = [
  'use(page->mapping);',
  'use(page->mapping->host->i_ino);',
  'if (!page->mapping)\n\t\treturn 1;',
  'if (page->mapping != mapping)\n\t\treturn 2;',
  'if (likely(page->mapping == inode->i_mapping) && use(page))\n\t\treturn 3;',
  'lock_page(page);',
  'page->mapping = NULL;',
  'WARN_ON(!page->mapping || !READ_ONCE(page->mapping)->host);',
  'page = other(page);',
  '{\n\t\tstruct address_space *own = page->mapping;\n\n\t\tif (own)\n\t\t\tuse(own->host);\n\t}',
  '#ifdef CONFIG_TOY\n\tuse(page->mapping);\n#endif',
  'fN(page);',
  'return fN(page) + fN(page->next);',
  'toy_ops->call(page);',
  'work->fn = fN;',
] as const;

const HEADS = [
  'int fN(struct page *page)',
  'static int fN(struct page *page)',
  'int fN(struct page *page, struct inode *inode)',
  'int fN(struct address_space *mapping, struct inode *inode,\n       struct page *page)',
] as const;

interface Shape {
  readonly head: number;
  readonly body: readonly (readonly [statement: number, callee: number])[];
  readonly file: number;
}

const shapes = fc.array(
  fc.record({
    head: fc.nat(HEADS.length - 1),
    body: fc.array(fc.tuple(fc.nat(STATEMENTS.length - 1), fc.nat(5)), { minLength: 1, maxLength: 4 }),
    file: fc.nat(1),
  }),
  { minLength: 2, maxLength: 6 },
) satisfies fc.Arbitrary<Shape[]>;

/** A tree of two files; calls pass as many arguments as the function called takes. */
function treeOf(functions: readonly Shape[]): Fixture {
  const files = ['', ''];
  for (const [at, { head, body, file }] of functions.entries()) {
    const lines = body.map(([statement, callee]) => {
      const to = callee % functions.length;
      const takes = functions[to]?.head ?? 0;
      const call = ['fN(page', 'fN(page', 'fN(page, 0', 'fN(0, 0, page'][takes] ?? '';
      const text = (STATEMENTS[statement] ?? '')
        .replaceAll(/fN\(page(?=[)-])/g, call)
        .replaceAll('fN', `f${to}`);
      return text.startsWith('#') ? text : `\t${text}`;
    });
    const text = `${(HEADS[head] ?? '').replace('fN', `f${at}`)}\n{\n${lines.join('\n')}\n\treturn 0;\n}\n\n`;
    files[file] = (files[file] ?? '') + text;
  }
  const table = 'struct toy_ops {\n\tint (*call)(struct page *page);\n};\n';
  return parseFixture(
    `${RECORDS}// @file include/toy.h\n${table}// @file fs/a.c\n#include <linux/fs.h>\n\n${files[0]}// @file mm/b.c\n#include <linux/fs.h>\n\n${files[1]}`,
  );
}

test('whatever the tree, five stages leave one that parses and that the proof finds right', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (functions) => {
      const raw = treeOf(functions);
      let tree = raw;
      for (const stage of PLAN_STAGES) {
        const before = tree;
        tree = carriedOut(tree, await carryOut(fixtureTree(tree), stage, {}));
        for (const file of ['fs/a.c', 'mm/b.c'])
          expect(errorsIn(tree.text(file)), `${stage} ${file}\n${tree.text(file)}`).toBeLessThanOrEqual(
            errorsIn(before.text(file)),
          );
        const { findings } = await verifyTree(fixtureTree(tree), { since: revised(raw, tree) });
        const errors = findings.filter(({ level }) => level === 'error').map(({ message }) => message);
        expect(
          errors,
          `${stage}\n${raw.text('fs/a.c')}${raw.text('mm/b.c')}\n${tree.text('fs/a.c')}${tree.text('mm/b.c')}`,
        ).toEqual([]);
        const again = await carryOut(fixtureTree(tree), stage, {});
        expect(again.edits, `${stage} again`).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

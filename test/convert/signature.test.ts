import { describe, expect, test } from 'vitest';
import { type Target, widen } from '../../server/convert/signature/widen.ts';
import type { Plan } from '../../server/fixes/plan.ts';
import { parseFixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';
import { carriedOut, fixtureTree, RECORDS } from './fixtureTree.ts';

/** Plans the parameter for a function of `source`, by its name and the file that defines it. */
async function planned(source: string, target: Target): Promise<Plan> {
  return widen(fixtureTree(RECORDS + source), [target]);
}

const fn = (name: string, file = 'mm/a.c'): Target => ({ kind: 'function', name, file, offset: 0 });

/** The files of `source` as the plan leaves them, in the form of a fixture. */
async function widened(source: string, target: Target): Promise<string> {
  const plan = await planned(source, target);
  expect(plan.refusals).toEqual([]);
  const after = carriedOut(RECORDS + source, plan);
  const own = [...parseFixture(source).files.keys()];
  return own.map((file) => `// @file ${file}\n${after.text(file)}`).join('');
}

/** The rules by which it is refused; nothing is edited then. */
async function refused(source: string, target: Target): Promise<string[]> {
  const plan = await planned(source, target);
  expect(plan.edits).toEqual([]);
  return plan.refusals.map(({ rule }) => rule);
}

describe('a function gains the parameter', () => {
  test('in its head, its prototype and every call', async () => {
    const source = `
// @file include/linux/a.h
#include <linux/fs.h>
int account(struct page *page, int reason);
void other(struct page *);
// @file mm/a.c
#include <linux/a.h>
int account(struct page *page, int reason)
{
	return reason;
}
// @file fs/b.c
#include <linux/a.h>
void b(struct page **pages)
{
	if (account(pages[0], 1) && account(/* the second */ pages[1],
					    account(pages[2], 3)))
		return;
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file include/linux/a.h
      #include <linux/fs.h>
      int account(struct address_space *__mapping, struct page *page, int reason);
      void other(struct page *);
      // @file mm/a.c
      #include <linux/a.h>
      int account(struct address_space *__mapping, struct page *page, int reason)
      {
      	return reason;
      }
      // @file fs/b.c
      #include <linux/a.h>
      void b(struct page **pages)
      {
      	if (account(MAPPING_NULL, pages[0], 1) &&
      			account(/* the second */ MAPPING_NULL, pages[1],
      					    account(MAPPING_NULL, pages[2], 3)))
      		return;
      }
      "
    `);
  });

  test('right before the record, wherever that stands', async () => {
    const source = `
// @file mm/a.c
static int write_one(struct file *file, loff_t pos, struct page *page, void *data)
{
	return 0;
}
static int all(struct file *file, struct page *page)
{
	return write_one(file, 0, page, NULL);
}
`;
    expect(await widened(source, fn('write_one'))).toMatchInlineSnapshot(`
      "// @file mm/a.c
      struct address_space;

      static int write_one(struct file *file, loff_t pos,
      		     struct address_space *__mapping, struct page *page,
      		     void *data)
      {
      	return 0;
      }
      static int all(struct file *file, struct page *page)
      {
      	return write_one(file, 0, MAPPING_NULL, page, NULL);
      }
      "
    `);
  });

  test('in a prototype without names', async () => {
    const source = `
// @file include/linux/a.h
#include <linux/fs.h>
extern int account(struct page *, int);
// @file mm/a.c
int account(struct page *page, int reason)
{
	return reason;
}
`;
    expect(await widened(source, fn('account'))).toContain(
      'extern int account(struct address_space *, struct page *, int);',
    );
  });

  test('in its kernel-doc', async () => {
    const source = `
// @file mm/a.c
/**
 * account - count a page
 * @page: the page
 * @reason: why
 *
 * Counts @page.
 */
int account(struct page *page, int reason)
{
	return reason;
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file mm/a.c
      struct address_space;

      /**
       * account - count a page
       * @__mapping: the mapping of @page, or MAPPING_NULL
       * @page: the page
       * @reason: why
       *
       * Counts @page.
       */
      int account(struct address_space *__mapping, struct page *page, int reason)
      {
      	return reason;
      }
      "
    `);
  });

  test('in both branches of an #if: the definition and its stub', async () => {
    const source = `
// @file include/linux/a.h
#include <linux/fs.h>
#ifdef CONFIG_ACCOUNT
int account(struct page *page);
#else
static inline int account(struct page *page)
{
	return 0;
}
#endif
// @file mm/a.c
int account(struct page *page)
{
	return 1;
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file include/linux/a.h
      #include <linux/fs.h>
      #ifdef CONFIG_ACCOUNT
      int account(struct address_space *__mapping, struct page *page);
      #else
      static inline int account(struct address_space *__mapping, struct page *page)
      {
      	return 0;
      }
      #endif
      // @file mm/a.c
      struct address_space;

      int account(struct address_space *__mapping, struct page *page)
      {
      	return 1;
      }
      "
    `);
  });

  test('where it calls itself', async () => {
    const source = `
// @file mm/a.c
static void walk(struct page *page, int depth)
{
	if (depth)
		walk(page, depth - 1);
}
`;
    expect(await widened(source, fn('walk'))).toContain('walk(MAPPING_NULL, page, depth - 1);');
  });

  test('in macros that call it, and in a macro that takes its place', async () => {
    const source = `
// @file include/linux/a.h
#include <linux/fs.h>
#ifdef CONFIG_ACCOUNT
int account(struct page *page, int reason);
#else
#define account(page, reason)	((void)(reason), 0)
#endif
#define account_once(p) \\
	(PageDirty(p) ? 0 : \\
	 account(p, 1))
// @file mm/a.c
int account(struct page *page, int reason)
{
	return reason;
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file include/linux/a.h
      #include <linux/fs.h>
      #ifdef CONFIG_ACCOUNT
      int account(struct address_space *__mapping, struct page *page, int reason);
      #else
      #define account(__mapping, page, reason)	((void)(reason), 0)
      #endif
      #define account_once(p) \\
      	(PageDirty(p) ? 0 : \\
      	 account(MAPPING_NULL, p, 1))
      // @file mm/a.c
      struct address_space;

      int account(struct address_space *__mapping, struct page *page, int reason)
      {
      	return reason;
      }
      "
    `);
  });

  test('but a function of the same name in another file is left alone', async () => {
    const source = `
// @file fs/b.c
static int account(struct page *page)
{
	return 0;
}
static int b(struct page *page)
{
	return account(page);
}
// @file mm/a.c
static int account(struct page *page)
{
	return 1;
}
static int a(struct page *page)
{
	return account(page);
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file fs/b.c
      static int account(struct page *page)
      {
      	return 0;
      }
      static int b(struct page *page)
      {
      	return account(page);
      }
      // @file mm/a.c
      struct address_space;

      static int account(struct address_space *__mapping, struct page *page)
      {
      	return 1;
      }
      static int a(struct page *page)
      {
      	return account(MAPPING_NULL, page);
      }
      "
    `);
  });

  test('but a local, a member, a comment and a string of its name are not it', async () => {
    const source = `
// @file mm/a.c
/* account() counts */
int account(struct page *page)
{
	return 1;
}
EXPORT_SYMBOL_GPL(account);
struct book {
	int account;
};
static int other(struct book *book, int (*account)(struct page *page), struct page *page)
{
	pr_info("account(page)");
	return book->account + account(page);
}
`;
    const after = await widened(source, fn('account'));
    expect(after).toContain('int account(struct address_space *__mapping, struct page *page)\n{');
    expect(after).toContain('return book->account + account(page);');
    expect(after.match(/__mapping|MAPPING_NULL/g)).toHaveLength(1);
  });

  test('once: what has the parameter is left as it is', async () => {
    const source = `
// @file mm/a.c
int account(struct address_space *__mapping, struct page *page)
{
	return 1;
}
int b(struct page *page)
{
	return account(MAPPING_NULL, page);
}
`;
    expect((await planned(source, fn('account'))).edits).toEqual([]);
  });

  test('and its type is declared where a prototype would name it first', async () => {
    const source = `
// @file include/linux/a.h
#ifndef _LINUX_A_H
#define _LINUX_A_H

struct page;

int account(struct page *page);

#endif
// @file include/linux/b.h
#include <linux/compiler.h>

int account(struct page *page);
// @file include/linux/knows.h
#include <linux/fs.h>

int account(struct page *page);
// @file mm/a.c
#include <linux/fs.h>
int account(struct page *page)
{
	return 1;
}
`;
    expect(await widened(source, fn('account'))).toMatchInlineSnapshot(`
      "// @file include/linux/a.h
      #ifndef _LINUX_A_H
      #define _LINUX_A_H
      struct address_space;

      struct page;

      int account(struct address_space *__mapping, struct page *page);

      #endif
      // @file include/linux/b.h
      #include <linux/compiler.h>

      struct address_space;

      int account(struct address_space *__mapping, struct page *page);
      // @file include/linux/knows.h
      #include <linux/fs.h>

      int account(struct address_space *__mapping, struct page *page);
      // @file mm/a.c
      #include <linux/fs.h>
      int account(struct address_space *__mapping, struct page *page)
      {
      	return 1;
      }
      "
    `);
  });
});

describe('a slot gains the parameter', () => {
  const TABLES = `
// @file fs/a.c
#include <linux/fs.h>
static int a_writepage(struct page *page, struct writeback_control *wbc)
{
	return 0;
}
const struct address_space_operations a_aops = {
	.writepage	= a_writepage,
};
// @file fs/b.c
#include <linux/fs.h>
int generic_writepage(struct page *page, struct writeback_control *wbc)
{
	return 0;
}
const struct address_space_operations b_aops = {
	.writepage	= generic_writepage,
	.write_end	= b_write_end,
};
// @file mm/a.c
#include <linux/fs.h>
int pageout(struct page *page, struct address_space *mapping)
{
	if (!mapping->a_ops->writepage)
		return 0;
	return mapping->a_ops->writepage(page, NULL);
}
`;
  const SLOT: Target = { kind: 'slot', record: 'address_space_operations', member: 'writepage' };

  test('with its type, every implementation, and the calls through it', async () => {
    const plan = await planned(TABLES, SLOT);
    expect(plan.refusals).toEqual([]);
    const after = carriedOut(RECORDS + TABLES, plan);
    expect(after.text('include/linux/fs.h')).toContain(
      'int (*writepage)(struct address_space *__mapping, struct page *page,',
    );
    expect(after.text('fs/a.c')).toContain('a_writepage(struct address_space *__mapping, struct page *page,');
    expect(after.text('fs/b.c')).toContain('generic_writepage(struct address_space *__mapping,');
    expect(after.text('mm/a.c')).toContain('a_ops->writepage(MAPPING_NULL, page, NULL)');
    expect(new Set(plan.edits.map(({ tie }) => tie))).toEqual(
      new Set(['address_space_operations.writepage']),
    );
    expect(new Set(plan.edits.map(({ group }) => group))).toEqual(
      new Set(['ops-table', 'implementation', 'caller']),
    );
  });

  test('by any function that stands in it', async () => {
    const [one, other] = [await planned(TABLES, SLOT), await planned(TABLES, fn('a_writepage', 'fs/a.c'))];
    const key = ({ file, start, text }: { file: string; start: number; text: string }): string =>
      `${file}:${start}:${text}`;
    expect(other.edits.map(key).sort()).toEqual(one.edits.map(key).sort());
  });

  test('not where its function is copied: then nothing of it changes', async () => {
    const source = `${TABLES}
// @file mm/c.c
#include <linux/fs.h>
void c(struct address_space *mapping, struct page *page)
{
	int (*write)(struct page *, struct writeback_control *) = mapping->a_ops->writepage;

	write(page, NULL);
}
`;
    expect(await refused(source, SLOT)).toEqual(['slot-copied']);
    expect(await refused(source, fn('a_writepage', 'fs/a.c'))).toEqual(['slot-copied']);
  });

  test('not where one implementation cannot', async () => {
    const source = TABLES.replace(
      'return 0;\n}\nconst struct address_space_operations a_aops',
      'return hand(a_writepage);\n}\nconst struct address_space_operations a_aops',
    );
    expect(await refused(source, SLOT)).toEqual(['address-taken']);
  });
});

describe('nothing is changed where not everything can be', () => {
  const CASES: readonly [rule: string, what: string, source: string][] = [
    [
      'address-taken',
      'its address goes to somebody else',
      'int account(struct page *page)\n{\n\treturn 1;\n}\nvoid b(void)\n{\n\tregister_hook(account);\n}\n',
    ],
    [
      'address-taken',
      'its address is kept in a variable',
      'int account(struct page *page)\n{\n\treturn 1;\n}\nint (*hook)(struct page *) = account;\n',
    ],
    [
      'generated-name',
      'a macro makes names of it',
      'int account(struct page *page)\n{\n\treturn 1;\n}\n#define OF(kind) account##kind(0)\n',
    ],
    [
      'in-macro',
      'a macro names it',
      'int account(struct page *page)\n{\n\treturn 1;\n}\n#define HOOK(f) f(account)\n',
    ],
    [
      'in-macro',
      'a macro hands its arguments on',
      'int account(struct page *page, int a)\n{\n\treturn 1;\n}\n#define all(p, ...) account(p, ##__VA_ARGS__)\n',
    ],
    [
      'macro-alias',
      'it is the name of a macro',
      'int account(struct page *page)\n{\n\treturn 1;\n}\n#ifdef CONFIG_A\n#define account account_fast\n#endif\n',
    ],
    [
      'no-definition',
      'a macro defines it',
      'DEFINE_ACCOUNT(account)\nint b(struct page *page)\n{\n\treturn account(page);\n}\n',
    ],
    [
      'split-by-if',
      'an #if stands among its parameters',
      'int account(struct page *page\n#ifdef CONFIG_A\n\t\t, int reason\n#endif\n\t\t)\n{\n\treturn 1;\n}\n',
    ],
    [
      'arguments-differ',
      'it is called with other arguments',
      'int account(struct page *page, int a)\n{\n\treturn 1;\n}\nint b(struct page *page)\n{\n\treturn account(page);\n}\n',
    ],
    [
      'name-clash',
      'a local has the name of the parameter',
      'int account(struct page *page)\n{\n\tint __mapping = 1;\n\n\treturn __mapping;\n}\n',
    ],
    [
      'several-records',
      'two parameters are records',
      'int account(struct page *old, struct page *new)\n{\n\treturn 1;\n}\n',
    ],
    [
      'by-signature',
      'programs outside know its parameters',
      'int account(struct page *page)\n{\n\treturn 1;\n}\nBTF_ID(func, account)\n',
    ],
    [
      'damaged',
      'a call of it cannot be read',
      'int account(struct page *page)\n{\n\treturn 1;\n}\nint b(struct page *page)\n{\n\treturn account(page @ 3);\n}\n',
    ],
    [
      'signature-differs',
      'a prototype says otherwise',
      'int account(unsigned long page);\nint account(struct page *page)\n{\n\treturn 1;\n}\n',
    ],
  ];

  test.each(CASES)('%s: %s', async (rule, _what, source) => {
    const rules = await refused(`\n// @file mm/a.c\n${source}`, fn('account'));
    expect(['no-definition', 'split-by-if', 'signature-differs'].includes(rule) ? rules[0] : rules).toEqual(
      ['no-definition', 'split-by-if', 'signature-differs'].includes(rule) ? rule : [rule],
    );
  });

  test('and the refusal says where', async () => {
    const source =
      '\n// @file mm/a.c\nint account(struct page *page)\n{\n\treturn 1;\n}\n// @file fs/b.c\nvoid b(void)\n{\n\thook(account);\n}\n';
    const { refusals } = await planned(source, fn('account'));
    expect(refusals).toMatchObject([
      { function: 'account', reason: expect.stringContaining('(fs/b.c:3)') as string },
    ]);
  });
});

test('many at once: each call of each gains its own', async () => {
  const source = `
// @file mm/a.c
static int inner(struct page *page)
{
	return 1;
}
static int outer(struct page *page, int n)
{
	return n;
}
static int both(struct page *page)
{
	return outer(page, inner(page)) + outer(first(page), 2);
}
`;
  const plan = await widen(fixtureTree(RECORDS + source), [fn('inner'), fn('outer')]);
  const after = carriedOut(RECORDS + source, plan).text('mm/a.c');
  expect(after).toContain('outer(MAPPING_NULL, page, inner(MAPPING_NULL, page))');
  const syntax = parser.parse(after);
  expect(syntax.root.hasError).toBe(false);
  syntax.dispose();
});

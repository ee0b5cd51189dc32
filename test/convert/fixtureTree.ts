/** A tree to convert that lives in a string, and what a plan makes of it. */

import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import { textsAfter } from '../../server/convert/texts.ts';
import type { ConversionTree } from '../../server/convert/tree.ts';
import type { Plan } from '../../server/fixes/plan.ts';
import { answer } from '../../server/paths/answer.ts';
import { reportsOf } from '../support/analyse.ts';
import { Fixture, parseFixture } from '../support/fixture.ts';
import { parser } from '../support/parser.ts';

/** The headers that every fixture needs: its records, and what a mapping is. */
export const RECORDS = `
// @file include/linux/mm_types.h
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

struct address_space;

struct page {
	unsigned long flags;
	struct address_space *mapping;
	unsigned long index;
};

struct folio {
	unsigned long flags;
	struct address_space *mapping;
	unsigned long index;
};

#endif /* _LINUX_MM_TYPES_H */
// @file include/linux/fs.h
#include <linux/mm_types.h>

struct inode {
	struct address_space *i_mapping;
	unsigned long i_ino;
};

struct address_space_operations {
	int (*writepage)(struct page *page, struct writeback_control *wbc);
	int (*read_folio)(struct file *, struct folio *);
	int (*write_end)(struct file *, struct address_space *mapping,
			 loff_t pos, unsigned int len, struct page *page);
};

struct address_space {
	struct inode *host;
	const struct address_space_operations *a_ops;
};

struct file {
	struct address_space *f_mapping;
};
// @file mm/Makefile
obj-y += filemap.o
`;

export interface TreeOptions {
  readonly field?: TrackedField;
  /** called at each rest: throw to cancel */
  readonly onRest?: () => void;
}

export function fixtureTree(source: string | Fixture, options: TreeOptions = {}): ConversionTree {
  const fixture = typeof source === 'string' ? parseFixture(source) : source;
  const field = options.field ?? PAGE_MAPPING;
  const files = [...fixture.files.keys()].filter((file) => /\.[ch]$/.test(file)).sort();
  const sources = new Fixture(new Map(files.map((file) => [file, fixture.text(file)])), [], new Map());
  const reports = [...reportsOf(sources, field).values()].filter(
    ({ uses, rungs, converted }) => uses.length + rungs.length + converted.length > 0,
  );
  return {
    field,
    parser,
    files,
    text: (file) => fixture.files.get(file) ?? null,
    reports: () => reports,
    naming: (words) => files.filter((file) => words.some((word) => fixture.text(file).includes(word))),
    ask: async (query) => files.flatMap((file) => answer(parser, file, fixture.text(file), query)),
    rest: async () => options.onRest?.(),
  };
}

/** The files as a plan leaves them. */
export function carriedOut(source: string | Fixture, plan: Plan): Fixture {
  const fixture = typeof source === 'string' ? parseFixture(source) : source;
  const files = new Map(fixture.files);
  for (const [file, text] of textsAfter(fixtureTree(fixture), plan))
    if (text === null) files.delete(file);
    else files.set(file, text);
  return new Fixture(files, [], new Map());
}

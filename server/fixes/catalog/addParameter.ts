import { NOTHING } from '../plan.ts';
import type { Fix } from './fix.ts';
import { functionAt, needsParameter, placeOf } from './shared.ts';

export const addParameter: Fix = {
  id: 'add-parameter',
  heading: 'Add a mapping parameter to this function',
  kind: 'refactor',
  about:
    'The function gains the parameter right before the page: prototypes, inline definitions in headers, the slot of a table of ' +
    'functions with every implementation of it, a typedef of functions with all that goes into its variables. Callers pass the placeholder for now. Nothing is done where not everything ' +
    'can be: a generated name, an address that goes elsewhere, branches of an #if that differ.',
  title: (site) => {
    const place = placeOf(site);
    return `Add a parameter ${place?.field.plan?.parameter ?? ''} to ${place?.function ?? 'the function'}()`;
  },
  applies: needsParameter,
  plan: (site, tools) => {
    const place = placeOf(site);
    return place ? tools.widen(functionAt(place)) : NOTHING;
  },
  example: {
    before: `
// @file fs/toyfs/toyfs.h
#include <linux/fs.h>

void toy_redirty(struct page *page, int reason);
// @file fs/toyfs/dirty.c
#include "toyfs.h"

void toy_redirty(struct page *page, int reason)
{
	toy_account(fs_page_mapping(page, /*$0*/MAPPING_NULL)->host, reason);
}
// @file fs/toyfs/write.c
#include "toyfs.h"

static void toy_retry(struct page *page)
{
	toy_redirty(page, 1);
}
`,
    after: `
// @file fs/toyfs/toyfs.h
#include <linux/fs.h>

void toy_redirty(struct address_space *__mapping, struct page *page,
		 int reason);
// @file fs/toyfs/dirty.c
#include "toyfs.h"

void toy_redirty(struct address_space *__mapping, struct page *page, int reason)
{
	toy_account(fs_page_mapping(page, MAPPING_NULL)->host, reason);
}
// @file fs/toyfs/write.c
#include "toyfs.h"

static void toy_retry(struct page *page)
{
	toy_redirty(MAPPING_NULL, page, 1);
}
`,
  },
};

import type { FieldPlan, TrackedField } from '../../conversion/field.ts';
import { comment, type HelperNames, isPointer, macro, pad } from './declare.ts';
import { stem } from './marker.ts';

/** What is counted at a call, in the order of the columns that user space reads. */
const COUNTS = ['equal', 'placeholder', 'truncated', 'tagged', 'differs'] as const;

/** The file with what the checking helpers call: `mm/page_mapping.c`. Records of the memory management live there. */
export function checkerFile(plan: FieldPlan): string {
  return `mm/${stem(plan)}.c`;
}

/** The line that builds it. */
export function buildLine(plan: FieldPlan): string {
  return `obj-y += ${stem(plan)}.o`;
}

/** Of the header at the stage `check`: one record for each call, and who counts in it. */
export function siteDeclaration(plan: FieldPlan): string {
  const name = stem(plan);
  return `${comment([`One call of a helper, and what was seen there: read it in /proc/${name}_checks.`])}
struct ${name}_site {
	struct ${name}_site *next;
	const char *file;
	const char *function;
	const char *helper;
	int line;
	int listed;
	int warned;
${COUNTS.map((count) => `\tatomic_long_t ${count};\n`).join('')}};

void ${name}_count(struct ${name}_site *site, unsigned long known,
${pad(`void ${name}_count(`)}unsigned long passed);
void ${name}_compare(struct ${name}_site *site, const void *record,
${pad(`void ${name}_compare(`)}unsigned long known, unsigned long passed);

${macro([
  `#define ${name.toUpperCase()}_SITE(called) ({`,
  `\tstatic struct ${name}_site __site = {`,
  '\t\t.file = __FILE__,',
  '\t\t.function = __func__,',
  '\t\t.helper = called,',
  '\t\t.line = __LINE__,',
  '\t};',
  '\t&__site;',
  '})',
])}`;
}

/** Each call gets a site of its own: macros of the helpers' names hand it in. */
export function checkedCalls(field: TrackedField, plan: FieldPlan, helpers: readonly HelperNames[]): string {
  const calls = helpers.flatMap(({ record, value, truncated }) => [
    { record, call: value },
    ...(truncated === null ? [] : [{ record, call: truncated }]),
  ]);
  return calls
    .map(
      ({ record, call }) =>
        `#define ${call}(${record}, ${field.field}) \\\n\t${call}(${record}, ${field.field}, ${stem(plan).toUpperCase()}_SITE("${call}"))`,
    )
    .join('\n');
}

/** The low bits of the field that make a word no value of it, by the constant that this kernel defines. */
export interface TagMask {
  readonly name: string;
  /** as in `#include <linux/page-flags.h>` */
  readonly header: string;
}

/** The checker's own file. It prints, allocates nothing, and takes no lock where the helpers call it. */
export function checkerText(field: TrackedField, plan: FieldPlan, tags: TagMask | null): string {
  const name = stem(plan);
  const include = `<${plan.includedBy.replace(/^.*?include\//, '')}>`;
  const pointer = isPointer(field);
  const print = pointer ? '%px' : '%lx';
  const cast = pointer ? '(void *)' : '';
  const includes = [
    '<linux/bug.h>',
    '<linux/export.h>',
    '<linux/init.h>',
    include,
    '<linux/module.h>',
    '<linux/mutex.h>',
    ...(tags ? [`<${tags.header}>`] : []),
    '<linux/proc_fs.h>',
    '<linux/seq_file.h>',
  ].sort();
  return `// SPDX-License-Identifier: GPL-2.0
${comment([
  `What the callers pass to the helpers of ${plan.header} is compared with the field here, and counted at each call. Helpers are called anywhere, so that sites are listed without a lock, when they are first met.`,
])}
${includes.map((each) => `#include ${each}\n`).join('')}
static struct ${name}_site *${name}_sites;
static DEFINE_MUTEX(${name}_lock);

static void ${name}_list(struct ${name}_site *site)
{
	struct ${name}_site *first;

	if (READ_ONCE(site->listed) || cmpxchg(&site->listed, 0, 1))
		return;
	do {
		first = READ_ONCE(${name}_sites);
		site->next = first;
	} while (cmpxchg(&${name}_sites, first, site) != first);
}

/* True where the two differ and nothing allows it. */
static bool ${name}_differs(struct ${name}_site *site,
${pad(`static bool ${name}_differs(`)}unsigned long known, unsigned long passed)
{
	${name}_list(site);
	if (passed == (unsigned long)${field.placeholder}) {
		atomic_long_inc(&site->placeholder);
		return false;
	}
	if (known == passed) {
		atomic_long_inc(&site->equal);
		return false;
	}
${
  pointer
    ? `	if (!known) {
		atomic_long_inc(&site->truncated);
		return false;
	}
`
    : ''
}${
  tags
    ? `	if (known & ${tags.name}) {
		atomic_long_inc(&site->tagged);
		return false;
	}
`
    : ''
}	atomic_long_inc(&site->differs);
	return true;
}

/* For a test whether the record is truncated: that the two differ is its answer. */
void ${name}_count(struct ${name}_site *site, unsigned long known,
${pad(`void ${name}_count(`)}unsigned long passed)
{
	${name}_differs(site, known, passed);
}
EXPORT_SYMBOL(${name}_count);

void ${name}_compare(struct ${name}_site *site, const void *record,
${pad(`void ${name}_compare(`)}unsigned long known, unsigned long passed)
{
	if (!${name}_differs(site, known, passed))
		return;
	if (READ_ONCE(site->warned) || cmpxchg(&site->warned, 0, 1))
		return;
	WARN(1, "${name}: %s:%d %s(): %px has ${print}, %s() was given ${print}\\n",
	     site->file, site->line, site->function, record, ${cast}known,
	     site->helper, ${cast}passed);
}
EXPORT_SYMBOL(${name}_compare);

#ifdef CONFIG_PROC_FS
static int ${name}_show(struct seq_file *m, void *unused)
{
	struct ${name}_site *site;

	mutex_lock(&${name}_lock);
	seq_puts(m, "${COUNTS.join(' ')} helper function file:line\\n");
	for (site = READ_ONCE(${name}_sites); site; site = READ_ONCE(site->next))
		seq_printf(m, "${COUNTS.map(() => '%ld').join(' ')} %s %s %s:%d\\n",
${COUNTS.map((count) => `\t\t\t   atomic_long_read(&site->${count}),\n`).join('')}			   site->helper, site->function, site->file,
			   site->line);
	mutex_unlock(&${name}_lock);
	return 0;
}

static int __init ${name}_proc(void)
{
	if (!proc_create_single("${name}_checks", 0444, NULL, ${name}_show))
		return -ENOMEM;
	return 0;
}
late_initcall(${name}_proc);
#endif

#ifdef CONFIG_MODULES
/* The sites of a module go with it. Only the first place of the list is ever contended. */
static int ${name}_module(struct notifier_block *nb, unsigned long event,
${pad(`static int ${name}_module(`)}void *data)
{
	struct ${name}_site **link, *site;

	if (event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	mutex_lock(&${name}_lock);
	for (link = &${name}_sites; (site = READ_ONCE(*link)); ) {
		if (!within_module((unsigned long)site, data))
			link = &site->next;
		else
			cmpxchg(link, site, site->next);
	}
	mutex_unlock(&${name}_lock);
	return NOTIFY_OK;
}

static struct notifier_block ${name}_modules = {
	.notifier_call = ${name}_module,
};

static int __init ${name}_watch(void)
{
	return register_module_notifier(&${name}_modules);
}
core_initcall(${name}_watch);
#endif
`;
}

import { readFileSync } from 'node:fs';
import { carryOut, PLAN_STAGES, type PlanStage } from '../../convert/index.ts';
import type { ConversionTree } from '../../convert/tree.ts';
import { cocciFor } from '../../export/cocci.ts';
import { type ComparedSite, compareFile } from '../../export/compare.ts';
import { table } from '../../export/table.ts';
import { byFile, type Plan } from '../../fixes/plan.ts';
import { Spatch, SpatchError } from '../../host/spatch.ts';
import { reasonOf, treeRoot } from '../../host/walk.ts';
import { withConversion, withinPaths } from '../conversion.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { parse, TREE_OPTIONS, treeRequest } from '../tree.ts';

export const usage =
  'mapshift compare STAGE [--only PATH]… [--rules FILE.cocci] [--all] [--json] [--doubtful] [--field PRESET|FILE] TREE [PATH…]';

const OUTCOMES = {
  same: 'both do the same',
  differs: 'both change it, and differ',
  'ours-only': 'only mapshift changes it',
  'theirs-only': 'only spatch changes it',
} as const;

/**
 * What Coccinelle makes of a stage beside what we make of it: with the rules that `mapshift cocci` would write,
 * or with rules given. spatch works on copies; the tree is only read.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, {
    ...TREE_OPTIONS,
    rules: { type: 'string' },
    doubtful: { type: 'boolean' },
    all: { type: 'boolean' },
    only: { type: 'string', multiple: true },
  });
  const [name, ...rest] = positionals;
  const stage = PLAN_STAGES.find((each) => each === name);
  if (!stage) throw new UsageError(`${name ?? 'no STAGE given'}: choose ${PLAN_STAGES.join(', ')}`);
  const rules = values.rules === undefined ? null : readRules(values.rules);
  const request = treeRequest(values, rest);
  const within = withinPaths(treeRoot(request.tree), [...request.paths, ...(values.only ?? [])]);
  try {
    const spatch = await Spatch.find();
    return await withConversion(request, io, undefined, async ({ tree }) => {
      const plan = await carryOut(tree, stage, {
        doubtful: values.doubtful ?? false,
        ...(within && { within }),
        progress: (line) => io.progress(`${stage}: ${line}`),
      });
      const theirs =
        rules === null
          ? await exported(spatch, stage, tree, plan, io)
          : await given(spatch, rules, tree, plan, within ?? (() => true), io);
      // comments are no code, and the type's declarations come with own.diff
      const beside = new Set(cocciFor(stage, tree, plan).beside);
      const code = { ...plan, edits: plan.edits.filter((edit) => !beside.has(edit)) };
      const sites = await compared(spatch, tree, code, theirs, io);
      io.progress('');
      if (values.json) for (const site of sites) io.out(`${JSON.stringify(site)}\n`);
      else io.out(told(sites, values.all ?? false));
      io.err(`mapshift compare ${stage}: spatch ${spatch.version}, ${theirs.size} files`);
      return EXIT.fine;
    });
  } catch (error) {
    if (error instanceof SpatchError) throw new UsageError(error.message);
    throw error;
  }
}

/** Each file as its own rules leave it. */
async function exported(
  spatch: Spatch,
  stage: PlanStage,
  tree: ConversionTree,
  plan: Plan,
  io: Io,
): Promise<Map<string, string>> {
  const after = new Map<string, string>();
  const { rules } = cocciFor(stage, tree, plan);
  for (const { file, text } of rules) {
    await tree.rest();
    io.progress(`spatch: ${after.size} of ${rules.length} files`);
    try {
      for (const [name, changed] of await spatch.run(text, new Map([[file, tree.text(file) ?? '']])))
        after.set(name, changed);
    } catch (error) {
      if (!(error instanceof SpatchError)) throw error;
      io.err(`${file}: its rules fail: ${error.message}`);
    }
  }
  for (const file of byFile(plan.edits).keys())
    if (!after.has(file) && !isOwn(tree, file)) after.set(file, tree.text(file) ?? '');
  return after;
}

/** Every file that names the field, of whatever record, as the rules given leave it. */
async function given(
  spatch: Spatch,
  rules: string,
  tree: ConversionTree,
  plan: Plan,
  within: (file: string) => boolean,
  io: Io,
): Promise<Map<string, string>> {
  const naming = tree.reports().filter(({ uses, falseFriends }) => uses.length > 0 || falseFriends > 0);
  const files = new Set([...naming.map(({ file }) => file), ...byFile(plan.edits).keys()]);
  const texts = [...files]
    .filter((file) => within(file) && !isOwn(tree, file))
    .sort()
    .flatMap((file): [string, string][] => {
      const text = tree.text(file);
      return text === null ? [] : [[file, text]];
    });
  io.progress(`spatch: ${texts.length} files`);
  return spatch.run(rules, new Map(texts));
}

function isOwn({ field }: ConversionTree, file: string): boolean {
  return file === field.plan?.header || file === field.plan?.includedBy || file.endsWith('Makefile');
}

async function compared(
  spatch: Spatch,
  tree: ConversionTree,
  plan: Plan,
  theirs: ReadonlyMap<string, string>,
  io: Io,
): Promise<ComparedSite[]> {
  const edits = byFile(plan.edits);
  const sites: ComparedSite[] = [];
  const reports = new Map(tree.reports().map((report) => [report.file, report]));
  for (const [file, after] of theirs) {
    const text = tree.text(file);
    if (text === null) continue;
    await tree.rest();
    io.progress(`comparing ${file}`);
    const syntax = tree.parser.parse(text);
    const input = {
      file,
      syntax,
      field: tree.field,
      ours: edits.get(file) ?? [],
      theirs: after,
      uses: reports.get(file)?.uses ?? [],
      refusals: plan.refusals.filter((each) => each.file === file),
    };
    try {
      const first = compareFile({ ...input, unread: () => false });
      if (!first.some(({ outcome }) => outcome === 'ours-only')) {
        sites.push(...first);
        continue;
      }
      const unread = await spatch.unreadLines(file, text);
      sites.push(...compareFile({ ...input, unread: (line) => unread.has(line.trim()) }));
    } finally {
      syntax.dispose();
    }
  }
  return sites.sort((a, b) => (a.file === b.file ? a.offset - b.offset : a.file < b.file ? -1 : 1));
}

/** Differences by kind, each with its reason; `all` tells what both do alike too. */
function told(sites: readonly ComparedSite[], all: boolean): string {
  const parts: string[] = [];
  for (const [outcome, title] of Object.entries(OUTCOMES)) {
    const these = sites.filter((site) => site.outcome === outcome);
    if (these.length === 0 || (outcome === 'same' && !all)) continue;
    parts.push(`${title}:\n`);
    for (const site of these) {
      parts.push(
        `  ${site.file}:${site.line} ${site.function ?? '(file scope)'}  [${site.class}] ${site.reason}\n`,
      );
      parts.push(`    before   ${site.before}\n`);
      if (outcome !== 'theirs-only') parts.push(`    mapshift ${site.ours}\n`);
      if (outcome !== 'ours-only') parts.push(`    spatch   ${site.theirs}\n`);
    }
    parts.push('\n');
  }
  const classes = [...new Set(sites.map((site) => site.class))].sort();
  const rows = Object.keys(OUTCOMES).flatMap((outcome) =>
    classes.flatMap((each) => {
      const count = sites.filter((site) => site.outcome === outcome && site.class === each).length;
      return count === 0 ? [] : [[outcome, each, String(count)]];
    }),
  );
  return `${parts.join('')}${table([['outcome', 'class', 'sites'], ...rows])}`;
}

function readRules(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

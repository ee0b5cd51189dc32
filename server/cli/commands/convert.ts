import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut, PLAN_STAGES, type PlanStage, textsAfter } from '../../convert/index.ts';
import type { ConversionTree } from '../../convert/tree.ts';
import { unifiedDiff } from '../../export/diff.ts';
import { patchSeries } from '../../export/patches.ts';
import { byFile, type Plan } from '../../fixes/plan.ts';
import { authorOf } from '../../host/gitAuthor.ts';
import { GitError, GitRevision } from '../../host/gitRevision.ts';
import { finishWriting, isUnfinished, writeChanges } from '../../host/treeWriter.ts';
import { reasonOf, treeRoot } from '../../host/walk.ts';
import { jobsOf, withConversion, withinPaths } from '../conversion.ts';
import { leftRows, summaryLines, summaryOf } from '../convertReport.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { parse, TREE_OPTIONS, treeRequest } from '../tree.ts';
import * as cocci from './cocci.ts';

export const usage =
  'mapshift convert STAGE [--diff | --write | --patches DIR | --cocci DIR | --dry-run] [--doubtful] [--only PATH]… [--report FILE] [--json] [--field PRESET|FILE] [-j N] TREE [PATH…]';

const MODES = ['diff', 'write', 'patches', 'cocci', 'dry-run'] as const;

/**
 * Carries one stage of the plan out: helper, parameter, pass, check, final. Without a mode it prints the diff and
 * leaves the tree alone. What it leaves as it is, and why, is told on stderr, in a file, or as rows.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, {
    ...TREE_OPTIONS,
    preset: { type: 'string' },
    diff: { type: 'boolean' },
    write: { type: 'boolean' },
    patches: { type: 'string' },
    cocci: { type: 'string' },
    'dry-run': { type: 'boolean' },
    doubtful: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    report: { type: 'string' },
    jobs: { type: 'string', short: 'j' },
  });
  const [name, ...rest] = positionals;
  const stage = PLAN_STAGES.find((each) => each === name);
  if (!stage) throw new UsageError(`${name ?? 'no STAGE given'}: choose ${PLAN_STAGES.join(', ')}`);
  const chosen = MODES.filter((mode) => values[mode] !== undefined);
  if (chosen.length > 1) throw new UsageError(`--${chosen.join(' and --')}: choose one`);
  const mode = chosen[0] ?? (values.json ? 'dry-run' : 'diff');
  if (values.json && mode === 'diff')
    throw new UsageError('--diff and --json both write to stdout: choose one');
  if (values.cocci !== undefined) return asRules(values.cocci, argv, io);
  const request = treeRequest({ ...values, field: values.preset ?? values.field }, rest);
  const root = treeRoot(request.tree);
  const within = withinPaths(root, [...request.paths, ...(values.only ?? [])]);
  if (values.patches !== undefined) refuseUsed(values.patches);
  settle(root, mode === 'write', io);
  return withConversion(request, io, jobsOf(values.jobs), async ({ tree }) => {
    const plan = await carryOut(tree, stage, {
      doubtful: values.doubtful ?? false,
      ...(within && { within }),
      progress: (line) => io.progress(`${stage}: ${line}`),
    });
    const changes = textsAfter(tree, plan);
    const before = (file: string): string | null => tree.text(file);
    io.progress('');
    const rows = leftRows(plan.refusals, before);
    const summary = summaryOf(stage, tree.field.id, plan, changes.size);
    if (values.report !== undefined)
      save(values.report, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    if (mode === 'write')
      writeChanges(root, changes, {
        expected: new Map([...changes.keys()].map((file) => [file, before(file)])),
        progress: (done) => io.progress(`${done} of ${changes.size} files written`),
      });
    if (mode === 'diff') for (const [file, after] of changes) io.out(unifiedDiff(file, before(file), after));
    if (values.json) io.out(`${[...rows, summary].map((row) => JSON.stringify(row)).join('\n')}\n`);
    const tell = mode === 'diff' || values.json ? io.err : (line: string): void => io.out(`${line}\n`);
    if (values.patches !== undefined)
      for (const line of await series(values.patches, stage, tree, plan, changes, root)) tell(line);
    for (const line of summaryLines(summary, rows, values.verbose ?? false)) tell(line);
    return EXIT.fine;
  });
}

/** The same as `mapshift cocci`, which takes fewer options. */
function asRules(folder: string, argv: readonly string[], io: Io): Promise<number> {
  const at = argv.findIndex((each) => each === '--cocci' || each.startsWith('--cocci='));
  const rest = [...argv.slice(0, at), ...argv.slice(at + (argv[at] === '--cocci' ? 2 : 1))];
  return cocci.run([...rest, '--out', folder], io);
}

/** A run that was cut short in writing is ended first, where this one may write. Throws UsageError. */
function settle(root: string, mayWrite: boolean, io: Io): void {
  if (!mayWrite && isUnfinished(root))
    throw new UsageError(
      `${root}: an earlier run was cut short while it wrote: run it with --write to finish`,
    );
  if (!mayWrite) return;
  try {
    const done = finishWriting(root);
    if (done > 0) io.err(`mapshift: finished an earlier run that was cut short: ${done} files`);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A series must not be mixed with another. */
function refuseUsed(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`${folder}: not empty: a series goes into a folder of its own`);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${folder}: ${reasonOf(error)}`);
  }
}

/** Writes the mails of `git am`; answers their names. Throws UsageError. */
async function series(
  folder: string,
  stage: PlanStage,
  tree: ConversionTree,
  plan: Plan,
  changes: ReadonlyMap<string, string | null>,
  root: string,
): Promise<string[]> {
  await refuseDirty(root, changes);
  const edits = byFile(plan.edits);
  const maintainers = join(root, 'MAINTAINERS');
  const author = await authorOf(root);
  const patches = patchSeries({
    stage,
    field: tree.field,
    changes: new Map(
      [...changes].map(([file, after]) => [
        file,
        { before: tree.text(file), after, edits: edits.get(file) ?? [] },
      ]),
    ),
    maintainers: existsSync(maintainers) ? readFileSync(maintainers, 'utf8') : null,
    ...(author !== null && { author }),
  });
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`${folder}: ${reasonOf(error)}`);
  }
  for (const { name, text } of patches) save(join(folder, name), text);
  return patches.map(({ name }) => name);
}

/** `git am` applies to what was committed, so the texts must be those. A tree without git is as it is. */
async function refuseDirty(root: string, changes: ReadonlyMap<string, unknown>): Promise<void> {
  try {
    const git = await GitRevision.of(root, 'HEAD');
    const dirty = (await git.changed()).flatMap(({ after, before }) => after ?? before ?? []);
    const touched = dirty.find((file) => changes.has(file));
    if (touched !== undefined)
      throw new UsageError(
        `${touched} is changed and not committed: the series would not apply to what git has`,
      );
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file}: ${reasonOf(error)}`);
  }
}

import { type Finding, type Revised, type Verification, verifyTree } from '../../convert/verify/index.ts';
import { GitRevision } from '../../host/gitRevision.ts';
import { revisedFrom, revisedSince } from '../../host/revised.ts';
import { SourceText } from '../../syntax/source.ts';
import { jobsOf, type Opened, withConversion } from '../conversion.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { parse, TREE_OPTIONS, treeRequest } from '../tree.ts';

export const usage =
  'mapshift verify [--since REV | --before DIR] [--json] [--field PRESET|FILE] [-j N] TREE';

/**
 * Proves what a conversion made of a tree: exit code 1 where it is wrong. Against the tree that it began with it
 * proves that no use is lost; without, that arguments, helpers and stage agree. Where nobody says what to compare
 * with, it is the commit before the one that brought the helpers, or else HEAD.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, {
    ...TREE_OPTIONS,
    preset: { type: 'string' },
    since: { type: 'string' },
    before: { type: 'string' },
    jobs: { type: 'string', short: 'j' },
  });
  if (values.since !== undefined && values.before !== undefined)
    throw new UsageError('--since and --before: choose one');
  const request = treeRequest({ ...values, field: values.preset ?? values.field }, positionals);
  if (request.paths.length > 0) throw new UsageError('verify looks at the whole tree: name no PATH');
  return withConversion(request, io, jobsOf(values.jobs), async ({ workspace, tree }) => {
    const compared = await before(values, { workspace, tree });
    io.progress('proving');
    const verification = await verifyTree(tree, compared && { since: compared.files });
    io.progress('');
    const errors = verification.findings.filter(({ level }) => level === 'error');
    const row = placed((file) => tree.text(file));
    if (values.json) {
      for (const finding of verification.findings) io.out(`${JSON.stringify(row(finding))}\n`);
      io.out(
        `${JSON.stringify({ ok: errors.length === 0, compared: compared?.name ?? null, ...counts(verification) })}\n`,
      );
    } else {
      for (const finding of verification.findings) {
        if (finding.level === 'note' && !values.verbose) continue;
        const { file, line, column, check, level, message } = row(finding);
        const at = line === null ? file : `${file}:${line}:${column}`;
        io.out(`${at}: ${level}: ${message} [${check}]\n`);
      }
      io.err(closing(verification, compared?.name ?? null));
    }
    return errors.length > 0 ? EXIT.findings : EXIT.fine;
  });
}

interface Compared {
  readonly name: string;
  readonly files: Revised[];
}

async function before(
  { since, before: folder }: { since?: string | undefined; before?: string | undefined },
  { workspace, tree }: Opened,
): Promise<Compared | undefined> {
  if (folder !== undefined) return { name: folder, files: revisedFrom(workspace, folder) };
  const { root } = workspace;
  const git =
    since === undefined
      ? await GitRevision.before(root, tree.field.plan?.header ?? null)
      : await GitRevision.of(root, since);
  if (git === null) return undefined;
  return { name: since ?? git.commit.slice(0, 12), files: await revisedSince(workspace, git) };
}

function counts({ findings, looked }: Verification): object {
  const errors = findings.filter(({ level }) => level === 'error').length;
  return { errors, notes: findings.length - errors, looked };
}

function closing({ findings, looked }: Verification, compared: string | null): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const raw = findings.filter(({ level, check }) => level === 'note' && check === 'stage').length;
  return [
    errors === 0 ? 'right' : `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    `${looked.arguments ?? 0} calls and slots looked at`,
    compared !== null
      ? `${looked.uses ?? 0} uses in ${looked.damage ?? 0} changed files compared with what they were in ${compared}`
      : 'no tree to compare with: name one with --since or --before',
    `${raw} places to go on with`,
  ].join('; ');
}

interface Row extends Omit<Finding, 'offset'> {
  /** 1-based; null where the file as a whole is meant */
  readonly line: number | null;
  /** 1-based, in bytes */
  readonly column: number | null;
}

function placed(textOf: (file: string) => string | null): (finding: Finding) => Row {
  let last: { file: string; source: SourceText } | null = null;
  return ({ offset, file, ...rest }) => {
    if (offset === null) return { file, line: null, column: null, ...rest };
    if (last?.file !== file) last = { file, source: new SourceText(textOf(file) ?? '') };
    return { file, ...last.source.position(offset), ...rest };
  };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSource } from './walk.ts';

/** git is not there, the tree is no work tree, or it has no such revision; the message is one line. */
export class GitError extends Error {
  override name = 'GitError';
}

/** A source file that differs from the revision; paths are relative to the tree. */
export interface ChangedFile {
  /** its name in the revision, null when it is new */
  readonly before: string | null;
  /** its name now, null when it was removed */
  readonly after: string | null;
}

/** Room for one file's text. */
const MAX_BYTES = 64 << 20;

/** What differs between a revision and the files of a work tree, by asking git. */
export class GitRevision {
  private constructor(
    readonly root: string,
    readonly commit: string,
  ) {}

  /** Throws GitError where git knows no such revision. */
  static async of(root: string, revision: string): Promise<GitRevision> {
    const named = await git(root, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ]);
    return new GitRevision(root, named.toString('latin1').trim());
  }

  /**
   * The revision before the one that brought a file, or HEAD where none is known; null where the tree is no work
   * tree of its own. `file` is relative to the tree.
   */
  static async before(root: string, file: string | null): Promise<GitRevision | null> {
    // a copy inside another project's work tree has no revisions of its own
    if (!existsSync(join(root, '.git'))) return null;
    const head = await orNull(GitRevision.of(root, 'HEAD'));
    // whether HEAD has it is asked first: to find no commit git reads the whole history
    if (head === null || file === null || !(await head.has(file))) return head;
    const brought = await git(root, ['log', '-1', '--diff-filter=A', '--format=%H', '--', file]);
    return (await orNull(GitRevision.of(root, `${brought.toString('latin1').trim()}^`))) ?? head;
  }

  /** Changed, added, removed and renamed sources, and those that git does not track yet. */
  async changed(): Promise<ChangedFile[]> {
    const diff = await git(this.root, [
      ...['diff', '--no-ext-diff', '--no-textconv', '--relative', '--name-status', '--find-renames', '-z'],
      ...[this.commit, '--', '.'],
    ]);
    const others = await git(this.root, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.']);
    const added = fields(others).map((file): ChangedFile => ({ before: null, after: file }));
    return [...changesIn(fields(diff)), ...added].filter(({ before, after }) =>
      isSource(after ?? before ?? ''),
    );
  }

  private async has(file: string): Promise<boolean> {
    const listed = await git(this.root, ['ls-tree', '--name-only', this.commit, '--', file]);
    return listed.length > 0;
  }

  /** A file's bytes in the revision; `file` is relative to the tree. */
  bytes(file: string): Promise<Buffer> {
    return git(this.root, ['cat-file', 'blob', `${this.commit}:./${file}`]);
  }
}

async function orNull(revision: Promise<GitRevision>): Promise<GitRevision | null> {
  try {
    return await revision;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** `M\0path`, `R090\0old\0new` … as git lists them. */
function* changesIn(listed: readonly string[]): Generator<ChangedFile> {
  for (let at = 0; at < listed.length; ) {
    const [kind] = listed[at++] ?? '';
    const path = listed[at++] ?? '';
    if (kind === 'A') yield { before: null, after: path };
    else if (kind === 'D') yield { before: path, after: null };
    else if (kind === 'R' || kind === 'C')
      yield { before: kind === 'R' ? path : null, after: listed[at++] ?? '' };
    else yield { before: path, after: path };
  }
}

function fields(listed: Buffer): string[] {
  return listed
    .toString('utf8')
    .split('\0')
    .filter((each) => each !== '');
}

/** Runs git so that nothing that the repository configures is run. */
function git(root: string, args: readonly string[]): Promise<Buffer> {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
  return new Promise((resolve, reject) => {
    const options = { cwd: root, encoding: 'buffer' as const, maxBuffer: MAX_BYTES };
    execFile('git', [...safe, ...args], options, (error, out, err) => {
      if (!error) return resolve(out);
      const [line = ''] = err.toString('utf8').trim().split('\n');
      const missing = 'code' in error && error.code === 'ENOENT';
      const said = line.replace(/^fatal: /, '') || `there is no such revision (git ${args[0]})`;
      reject(new GitError(missing ? 'git is not installed' : said));
    });
  });
}

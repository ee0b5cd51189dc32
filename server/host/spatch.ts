import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** spatch is not there, or did not like its rules; the message is one line. */
export class SpatchError extends Error {
  override name = 'SpatchError';
}

export interface RunOptions {
  readonly signal?: AbortSignal;
}

/** Seconds that spatch may spend on one file. */
const PER_FILE = 120;
const MAX_OUTPUT = 256 << 20;

/** What makes spatch run programs, or read what it was not given. */
const NOT_PLAIN =
  /(?:^|[@\s:])(script|initialize|finalize)\s*:\s*\w+|^\s*(#\s*spatch)\b|^\s*(#\s*include)\b|^\s*(using)\b/m;

/**
 * Coccinelle, on copies in a folder of its own: nothing of the tree is written, no configuration of the tree is
 * read, and rules that hold scripts are refused, since spatch would run them.
 */
export class Spatch {
  private constructor(readonly version: string) {}

  /** Rejects with SpatchError where there is none. */
  static async find(): Promise<Spatch> {
    const { code, stdout } = await execute(['--version'], tmpdir(), {});
    const version = /spatch version (\S+)/.exec(stdout)?.[1];
    if (code !== 0 || version === undefined)
      throw new SpatchError('spatch is not installed: on Debian it is in the package coccinelle');
    return new Spatch(version);
  }

  /**
   * The texts as the rules leave them, by file. Headers are processed like other files, and none is read for
   * another. Rejects with SpatchError for rules that spatch does not understand or that are not plain.
   */
  async run(
    rules: string,
    files: ReadonlyMap<string, string>,
    options: RunOptions = {},
  ): Promise<Map<string, string>> {
    const found = NOT_PLAIN.exec(rules);
    if (found)
      throw new SpatchError(
        `the rules hold "${found.slice(1).find(Boolean)}": only rules without scripts, options and includes are run`,
      );
    return withCopies(files, async (folder, path) => {
      const sheet = join(folder, 'rules.cocci');
      writeFileSync(sheet, rules);
      const [only, more] = [...files.keys()];
      const what =
        more === undefined && only !== undefined ? [path(only)] : ['--dir', path(''), '--include-headers'];
      const args = ['--very-quiet', '--no-includes', '--no-show-diff', '--in-place'];
      const run = await execute(
        [...args, '--timeout', String(PER_FILE), '--sp-file', sheet, ...what],
        folder,
        options,
      );
      if (run.code !== 0) throw new SpatchError(`spatch: ${complaint(run.stderr, folder)}`);
      return new Map([...files.keys()].map((file) => [file, readFileSync(path(file), 'utf8')]));
    });
  }

  /** Lines of a file that spatch cannot read, trimmed. */
  async unreadLines(file: string, text: string, options: RunOptions = {}): Promise<ReadonlySet<string>> {
    return withCopies(new Map([[file, text]]), async (folder, path) => {
      const { stdout, stderr } = await execute(['--parse-c', path(file)], folder, options);
      const lines = `${stdout}\n${stderr}`.split('\n');
      const bad = lines.flatMap((line) => /^(?:bad:|BAD:!*)\s(.*)$/.exec(line)?.[1]?.trim() ?? []);
      return new Set(bad.filter((line) => line.length > 1));
    });
  }
}

async function withCopies<T>(
  files: ReadonlyMap<string, string>,
  work: (folder: string, path: (file: string) => string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mapshift-spatch-'));
  const path = (file: string): string => join(folder, 'tree', file);
  try {
    for (const [file, text] of files) {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), text);
    }
    return await work(folder, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Execution {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `home` is where spatch looks for settings too. Resolves whatever the exit code is; 127 where it is not there. */
function execute(args: readonly string[], home: string, { signal }: RunOptions): Promise<Execution> {
  const env = { PATH: process.env.PATH, HOME: home, LC_ALL: 'C', TMPDIR: home };
  return new Promise((resolve, reject) => {
    execFile(
      'spatch',
      [...args],
      { cwd: home, env, maxBuffer: MAX_OUTPUT, ...(signal && { signal }) },
      (error, stdout, stderr) => {
        if (error && signal?.aborted) reject(error);
        else if (error && error.code === 'ENOENT') resolve({ code: 127, stdout, stderr });
        else resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr });
      },
    );
  });
}

/** The line of spatch's complaint that says most, without the folder that only we know. */
function complaint(stderr: string, folder: string): string {
  const lines = stderr
    .replaceAll(join(folder, 'tree', ''), '')
    .replaceAll(join(folder, ''), '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:warning|init_defs)/.test(line));
  return lines.slice(0, 3).join(' ') || 'failed without a word';
}

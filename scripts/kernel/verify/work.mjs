// The working tree: a copy of the kernel, with git outside of it, so that the kernel's own build does not see that
// it is under revision control and builds the same release at every stage.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../editor/process.mjs';
import { hashOf } from './configs.mjs';

export const BASE = 'base';

/** A comment, or blanks at the end of a line, that a compiler does not see. */
export function withoutComments(text) {
  return text
    .replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) =>
      part.startsWith('/') ? ' ' : part,
    )
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim();
}

export class Work {
  /** @param {string} cache where everything is kept */
  constructor(cache) {
    this.cache = cache;
    this.tree = join(cache, 'tree');
    this.logs = join(cache, 'log');
    for (const folder of [cache, this.logs]) mkdirSync(folder, { recursive: true });
  }

  out(name) {
    return join(this.cache, 'out', name);
  }

  log(name) {
    return join(this.logs, name.replaceAll(/[^\w.-]/g, '_'));
  }

  git(...args) {
    return run(
      'git',
      ['--git-dir', join(this.cache, 'git'), '--work-tree', this.tree, '-c', 'core.autocrlf=false', ...args],
      { cwd: existsSync(this.tree) ? this.tree : this.cache, maxBuffer: 1 << 28 },
    );
  }

  /** The copy, made once from a kernel that nothing is written to. */
  async prepare(source, say) {
    if (!existsSync(join(this.tree, 'include', 'linux', 'mm_types.h'))) {
      say(`copying ${source} (1.4 GB)`);
      rmSync(this.tree, { recursive: true, force: true });
      await run('cp', ['-a', '--reflink=auto', source, this.tree]);
      if (existsSync(join(this.tree, '.config')))
        throw new Error(`${source} was built in place: give a clean tree`);
    }
    if ((await this.has(BASE)) === false) {
      say('taking down what the tree is (git)');
      rmSync(join(this.cache, 'git'), { recursive: true, force: true });
      await run('git', ['init', '-q', '--bare', join(this.cache, 'git')]);
      for (const [key, value] of [
        ['core.bare', 'false'],
        ['core.compression', '0'],
        ['gc.auto', '0'],
        ['user.name', 'mapshift'],
        ['user.email', 'mapshift@localhost'],
      ])
        await this.git('config', key, value);
      await this.git('add', '-A', '-f', '.');
      await this.commit(BASE);
    }
  }

  async has(ref) {
    if (!existsSync(join(this.cache, 'git', 'HEAD'))) return false;
    try {
      await this.git('rev-parse', '-q', '--verify', `refs/tags/${ref}`);
      return true;
    } catch {
      return false;
    }
  }

  async idOf(ref) {
    return (await this.git('rev-parse', `${ref}^{tree}`)).trim();
  }

  /** The id of the tree as it stands. */
  async idNow() {
    await this.git('add', '-A', '-f', '.');
    return (await this.git('write-tree')).trim();
  }

  /** Everything as it is now, under a name. */
  async commit(name) {
    await this.git('add', '-A', '-f', '.');
    await this.git('commit', '-q', '--allow-empty', '--no-verify', '-m', name);
    await this.git('tag', '-f', name);
  }

  /** Every file of a state. */
  async filesOf(ref) {
    return new Set((await this.git('ls-tree', '-r', '--name-only', ref)).split('\n').filter(Boolean));
  }

  /** Files that differ between two states. */
  async changed(from, to) {
    return (await this.git('diff', '--name-only', from, to)).split('\n').filter(Boolean);
  }

  /** Files in C in which one of the words stands: of a state, or as the tree is now. The words are in some file. */
  async naming(words, state = null) {
    if (words.size === 0) return [];
    const list = join(this.cache, 'words');
    writeFileSync(list, [...words].join('\n'));
    // a file that a patch has just added is not tracked, and may be the only one; Debian ignores all that is its own
    const where = state === null ? ['--untracked', '--no-exclude-standard'] : [state];
    const found = await this.git('grep', '-l', '-w', '-F', '-f', list, ...where, '--', '*.[ch]');
    const prefix = state === null ? 0 : state.length + 1;
    return found
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(prefix));
  }

  /**
   * Brings the tree to a state. Files of which only comments change keep their time, so that make does not
   * compile the whole kernel for the sake of a sentence in the helpers' header.
   */
  async checkout(ref) {
    // what only has another time is taken note of, so that git does not write it again
    await this.git('update-index', '-q', '--refresh').catch(() => '');
    await this.git('checkout', '-q', '-f', 'HEAD');
    await this.git('clean', '-q', '-f', '-d', '-x');
    if ((await this.idOf('HEAD')) === (await this.idOf(ref))) return;
    const kept = [];
    for (const file of await this.changed('HEAD', ref)) {
      const path = join(this.tree, file);
      if (!file.endsWith('.h') || !existsSync(path)) continue;
      kept.push({ path, before: hashOf(withoutComments(readFileSync(path, 'utf8'))), times: statSync(path) });
    }
    await this.git('checkout', '-q', '-f', '--detach', ref);
    for (const { path, before, times } of kept)
      if (existsSync(path) && hashOf(withoutComments(readFileSync(path, 'utf8'))) === before)
        utimesSync(path, times.atime, times.mtime);
  }
}

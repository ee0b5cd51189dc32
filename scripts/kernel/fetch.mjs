// A real kernel tree to measure on: Debian's package linux-source-6.1 (or 6.12), unpacked once into a
// cache folder. Kernel source is GPL and never enters the repository.
//
//   node scripts/kernel/fetch.mjs [6.1|6.12]     prints the tree's path
//
// MAPSHIFT_KERNEL_CACHE  the cache folder (default .cache/kernel)
// MAPSHIFT_KERNEL_6_1, MAPSHIFT_KERNEL_6_12  a tree that is there already
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../editor/paths.mjs';
import { findProgram, run } from '../editor/process.mjs';

export const VERSIONS = ['6.1', '6.12'];

/** Trees are told from empty folders by the header that declares struct page. */
const isTree = (path) => existsSync(join(path, 'include', 'linux', 'mm_types.h'));

/**
 * The path of the kernel tree, fetched and unpacked first where needed.
 * @param {string} version one of VERSIONS
 * @param {(line: string) => void} say told what is being done
 * @throws {Error} one clear line on what is missing
 */
export async function kernelTree(version, say = () => {}) {
  if (!VERSIONS.includes(version)) throw new Error(`no kernel ${version}: there are ${VERSIONS.join(', ')}`);
  const variable = `MAPSHIFT_KERNEL_${version.replace('.', '_')}`;
  const given = process.env[variable];
  if (given) {
    if (!isTree(given)) throw new Error(`${variable}=${given} is no kernel tree`);
    return resolve(given);
  }
  const cache = resolve(process.env.MAPSHIFT_KERNEL_CACHE || join(ROOT, '.cache', 'kernel'));
  const name = `linux-source-${version}`;
  const tree = join(cache, name);
  const stamp = join(cache, `${name}.stamp`);
  mkdirSync(cache, { recursive: true });
  if (existsSync(stamp) && isTree(tree)) return tree;
  // someone else's unpacked tree in the cache folder is as good, stamp or not, if it is whole
  if (isTree(tree) && existsSync(join(tree, 'virt'))) return tree;

  const archive = await archiveOf(name, cache, say);
  for (const tool of ['tar', 'xz']) {
    if (findProgram(tool) === null) throw new Error(`${tool} is missing: it unpacks ${archive}`);
  }
  say(`unpacking ${archive} into ${cache} (about a minute, 1.4 GB)`);
  const partial = join(cache, `${name}.partial`);
  rmSync(partial, { recursive: true, force: true });
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(partial);
  await run('tar', ['-xf', archive, '-C', partial]);
  const top = readdirSync(partial).find((entry) => isTree(join(partial, entry)));
  if (top === undefined) throw new Error(`${archive} holds no kernel tree`);
  renameSync(join(partial, top), tree);
  rmSync(partial, { recursive: true, force: true });
  writeFileSync(stamp, `${basename(archive)}\n`);
  return tree;
}

/** The .tar.xz of the sources: where the Debian package puts it, or out of the downloaded package. */
async function archiveOf(name, cache, say) {
  const installed = join('/usr/src', `${name}.tar.xz`);
  if (existsSync(installed)) return installed;
  const unpacked = join(cache, `${name}.tar.xz`);
  if (existsSync(unpacked)) return unpacked;
  if (findProgram('apt-get') === null || findProgram('dpkg-deb') === null) {
    throw new Error(
      `the kernel source is missing, and this is no Debian to fetch it from: unpack Linux ${name.replace(/.*-/, '')} and name it in MAPSHIFT_KERNEL_${name.replace(/.*-/, '').replace('.', '_')}`,
    );
  }
  const deb = () => readdirSync(cache).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
  if (deb() === undefined) {
    say(`downloading Debian's ${name} (about 140 MB)`);
    await download(name, cache);
  }
  const package_ = deb();
  if (package_ === undefined) throw new Error(`apt-get left no ${name} package in ${cache}`);
  const folder = join(cache, `${name}.deb.d`);
  rmSync(folder, { recursive: true, force: true });
  try {
    await run('dpkg-deb', ['-x', join(cache, package_), folder]);
  } catch (error) {
    // a download that was cut off: the next run fetches it again
    rmSync(join(cache, package_), { force: true });
    throw error;
  }
  renameSync(join(folder, 'usr', 'src', `${name}.tar.xz`), unpacked);
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(cache, package_), { force: true });
  return unpacked;
}

async function download(name, cache) {
  const get = () => run('apt-get', ['download', '-qq', name], { cwd: cache });
  try {
    await get();
  } catch (error) {
    // a fresh machine has no package lists yet
    if (process.getuid?.() !== 0) {
      throw new Error(`${error.message}\ninstall it by hand: sudo apt-get install ${name}`);
    }
    await run('apt-get', ['update', '-qq']);
    await get();
  }
}

/** `6.1.192` from a tree's Makefile. */
export function kernelVersion(tree) {
  const makefile = readFileSync(join(tree, 'Makefile'), 'utf8');
  const part = (key) => new RegExp(`^${key} = (\\d+)`, 'm').exec(makefile)?.[1] ?? '?';
  return `${part('VERSION')}.${part('PATCHLEVEL')}.${part('SUBLEVEL')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const tree = await kernelTree(process.argv[2] ?? '6.1', (line) =>
      process.stderr.write(`kernel: ${line}\n`),
    );
    process.stdout.write(`${tree}\n`);
  } catch (error) {
    process.stderr.write(`kernel: ${error.message}\n`);
    process.exitCode = 2;
  }
}

// What the proof needs of the machine, and what Debian calls it.
import { existsSync } from 'node:fs';
import { findProgram } from '../../editor/process.mjs';

/** `for` tells what is left out without it; null: nothing works. */
const NEEDS = [
  { program: 'gcc', package: 'gcc', for: null },
  { program: 'make', package: 'make', for: null },
  { program: 'flex', package: 'flex', for: null },
  { program: 'bison', package: 'bison', for: null },
  { program: 'bc', package: 'bc', for: null },
  { program: 'git', package: 'git', for: null },
  { file: '/usr/include/gelf.h', package: 'libelf-dev', for: null },
  { program: 'clang', package: 'clang', for: 'the builds with clang' },
  { program: 'qemu-system-x86_64', package: 'qemu-system-x86', for: 'the boots' },
  { program: 'cpio', package: 'cpio', for: 'the boots' },
  { program: 'gzip', package: 'gzip', for: 'the boots' },
  { program: 'mkfs.ext4', package: 'e2fsprogs', for: 'the boots' },
  { program: 'mkswap', package: 'util-linux', for: 'the boots' },
  { program: 'mkfs.xfs', package: 'xfsprogs', for: 'XFS in the boots' },
  { program: 'mkfs.btrfs', package: 'btrfs-progs', for: 'Btrfs in the boots' },
  { program: 'mkfs.f2fs', package: 'f2fs-tools', for: 'F2FS in the boots' },
];

/** A program's path; administrators' programs are found for everybody. */
export function program(name) {
  return findProgram(name) ?? [`/usr/sbin/${name}`, `/sbin/${name}`].find((path) => existsSync(path)) ?? null;
}

/**
 * What is not there.
 * @param {(need: { program?: string, file?: string }) => boolean} isThere
 * @returns {{ package: string, for: string | null }[]}
 */
export function missing(
  isThere = ({ program: name, file }) => (file ? existsSync(file) : program(name) !== null),
) {
  return NEEDS.filter((need) => !isThere(need)).map((need) => ({ package: need.package, for: need.for }));
}

/** One line each for people; throws where nothing can be done without. */
export function tellMissing(say, lacking = missing()) {
  if (lacking.length === 0) return;
  const install = `apt-get install --no-install-recommends ${lacking.map((each) => each.package).join(' ')}`;
  if (lacking.some((each) => each.for === null)) throw new Error(`programs are missing: ${install}`);
  for (const each of lacking) say(`without ${each.package} (Debian): ${each.for} are left out`);
  say(install);
}

// Debian's packages, installed where that is ours to do.
import { findProgram, run } from '../editor/process.mjs';

/** Another apt-get on a fresh machine, such as that of its first boot, is waited for this long. */
const LOCK_SECONDS = 300;

/** Root on a Debian-like system. */
export const mayInstall = () => process.getuid?.() === 0 && findProgram('apt-get') !== null;

let updated = false;

/**
 * Installs packages in one go; the lists are brought up to date first, once in a process.
 * @throws {Error} what apt-get said
 */
export async function installPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-qq', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  if (!updated) await run('apt-get', ['update', ...wait], { env });
  updated = true;
  await run('apt-get', ['install', '-y', ...wait, '--no-install-recommends', ...packages], { env });
}

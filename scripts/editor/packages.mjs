// System programs that the served editor needs: found, or installed with apt-get where that is
// ours to do (root on a Debian-like system), or a message that says what to install.
import { findProgram, run, say } from './process.mjs';

const PACKAGE_OF = { chromium: 'chromium', 'g++': 'g++', make: 'make', python3: 'python3', tar: 'tar' };

let updated = false;

/**
 * @param {keyof typeof PACKAGE_OF} program
 * @param {string[]} alternatives other names under which it does as well
 * @returns {Promise<string>} its full path
 */
export async function ensureProgram(program, alternatives = []) {
  const found = findProgram(program, ...alternatives);
  if (found !== null) return found;
  const name = PACKAGE_OF[program];
  if (process.getuid?.() !== 0 || findProgram('apt-get') === null) {
    throw new Error(`${program} is missing: install it (on Debian or Ubuntu: sudo apt-get install ${name})`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!updated) {
    say('apt-get update');
    await run('apt-get', ['update', '-qq'], { env });
    updated = true;
  }
  say(`${program} is missing: apt-get install ${name} (may take a minute)`);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env });
  const installed = findProgram(program, ...alternatives);
  if (installed === null) throw new Error(`${program} is still missing after apt-get install ${name}`);
  return installed;
}

/** A Chromium to drive or to open: `CHROME` if set, else one on the PATH, else Debian's. */
export async function ensureChromium() {
  if (process.env.CHROME) return process.env.CHROME;
  return ensureProgram('chromium', ['chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

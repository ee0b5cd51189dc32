// System programs that the served editor needs: found, or installed with apt-get where that is
// ours to do (root on a Debian-like system), or a message that says what to install.
import { installPackages, mayInstall } from '../setup/apt.mjs';
import { findProgram, say } from './process.mjs';

const PACKAGE_OF = { chromium: 'chromium', 'g++': 'g++', make: 'make', python3: 'python3', tar: 'tar' };

/**
 * @param {keyof typeof PACKAGE_OF} program
 * @param {string[]} alternatives other names under which it does as well
 * @returns {Promise<string>} its full path
 */
export async function ensureProgram(program, alternatives = []) {
  const found = findProgram(program, ...alternatives);
  if (found !== null) return found;
  const name = PACKAGE_OF[program];
  if (!mayInstall()) {
    throw new Error(`${program} is missing: install it (on Debian or Ubuntu: sudo apt-get install ${name})`);
  }
  say(`${program} is missing: apt-get install ${name} (may take a minute)`);
  await installPackages([name]);
  const installed = findProgram(program, ...alternatives);
  if (installed === null) throw new Error(`${program} is still missing after apt-get install ${name}`);
  return installed;
}

/** A Chromium to drive or to open: `CHROME` if set, else one on the PATH, else Debian's. */
export async function ensureChromium() {
  if (process.env.CHROME) return process.env.CHROME;
  return ensureProgram('chromium', ['chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

// System programs that the tests call: found, or installed with apt-get where that is ours to do.
// Imports nothing but Node's own modules, because it runs when nothing is installed yet.
import { findProgram } from '../editor/process.mjs';
import { installPackages, mayInstall } from './apt.mjs';

/** program → Debian package, and what it is for */
export const TEST_PROGRAMS = {
  gcc: { package: 'gcc', why: 'compiles the sample tree' },
  spin: { package: 'spin', why: 'is asked whether the simulation core is right' },
  nvim: { package: 'neovim', why: 'is the second client of the server' },
  chromium: { package: 'chromium', why: 'shows the editor', or: ['chromium-browser', 'google-chrome'] },
};

/** The entries of `programs` that are nowhere on the PATH. */
export function missingPrograms(programs, find = findProgram) {
  return Object.entries(programs)
    .filter(([name, { or = [] }]) => find(name, ...or) === null)
    .map(([name, { package: deb, why }]) => ({ name, package: deb, why }));
}

/**
 * Installs what is missing in one go.
 * @param {(line: string) => void} say told what is being done
 * @returns {Promise<string[]>} one line for each program that is still missing and how to get it
 */
export async function ensurePrograms(programs, say) {
  let missing = missingPrograms(programs);
  if (missing.length === 0) return [];
  if (mayInstall()) {
    const packages = missing.map((each) => each.package);
    say(`installing ${packages.join(', ')} with apt-get (may take a minute)`);
    try {
      await installPackages(packages);
    } catch (error) {
      say(error.message);
    }
    missing = missingPrograms(programs);
  }
  return missing.map(
    (each) =>
      `${each.name} is missing, which ${each.why}: install it (on Debian: sudo apt-get install ${each.package})`,
  );
}

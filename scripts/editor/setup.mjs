// Set-up that a fresh clone needs before anything can open: npm's packages and the bundles. Imports
// nothing but Node's own modules, because it runs when nothing is installed yet.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { run } from './process.mjs';

/** Whether node_modules is missing, half made, or older than the lock file. */
export function needsInstall(root = ROOT) {
  // npm writes this file last
  const installed = join(root, 'node_modules', '.package-lock.json');
  return (
    !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

/** @param {(line: string) => void} say told what is being done */
export async function setUp(say) {
  if (needsInstall()) {
    say('installing npm packages (once, about half a minute)');
    // no install scripts: everything we use from a package is prebuilt, and the build comes next
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: ROOT });
  }
  say('building');
  await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { cwd: ROOT });
}

// Building: a configuration, with a compiler, of the tree as it is now.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fragmentText, refused } from './configs.mjs';
import { kindly, runTo, tail } from './process.mjs';
import { complaintsOf } from './warnings.mjs';

export function outName(config, compiler) {
  return `${compiler}-${config.number}`;
}

function makeArgs(work, config, compiler, jobs) {
  return [
    '-C',
    work.tree,
    `O=${work.out(outName(config, compiler))}`,
    'ARCH=x86_64',
    // clang without LLVM's linker: nothing of what clang builds is linked
    ...(compiler === 'clang' ? ['CC=clang'] : []),
    `-j${jobs}`,
  ];
}

/** Makes the configuration; throws where the kernel did not take an option. */
export async function configure(work, config, compiler, say) {
  const out = work.out(outName(config, compiler));
  const asked = fragmentText(config);
  const stamp = join(out, 'asked.config');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === asked) return;
  say(`configuration ${config.number} (${config.name}) for ${compiler}`);
  mkdirSync(out, { recursive: true });
  const log = work.log(`${outName(config, compiler)}-config`);
  for (const target of ['tinyconfig', 'olddefconfig']) {
    const { code } = await runTo('make', ['-s', ...makeArgs(work, config, compiler, 1), target], { log });
    if (code !== 0) throw new Error(`make ${target} failed:\n${tail(log)}`);
    if (target === 'tinyconfig') appendFileSync(join(out, '.config'), asked);
  }
  const lost = refused(asked, readFileSync(join(out, '.config'), 'utf8'));
  if (lost.length > 0) throw new Error(`configuration ${config.number} lacks ${lost.join(', ')}`);
  copyFileSync(join(out, '.config'), join(out, 'taken.config'));
  writeFileSync(stamp, asked);
}

/**
 * Builds the targets of a configuration and goes on after errors.
 * @param {{ name: string, targets: string[], jobs: number, say: (line: string) => void }} options
 *   `name` of the state that is built: what a build that was cut short said is kept and added to
 * @returns {Promise<{ complaints: import('./warnings.mjs').Complaint[], objects: number, seconds: number, code: number }>}
 */
export async function build(work, config, compiler, { name, targets, jobs, say }) {
  const what = `${outName(config, compiler)}-${name}`;
  const [log, errors] = [work.log(`${what}.out`), work.log(`${what}.err`)];
  let objects = 0;
  let told = Date.now();
  const [command, args] = kindly('make', ['-k', ...makeArgs(work, config, compiler, jobs), ...targets]);
  const { code, seconds } = await runTo(command, args, {
    log,
    errors,
    append: true,
    line(line) {
      if (/^\s+CC\s/.test(line)) objects++;
      if (Date.now() - told < 30_000) return;
      told = Date.now();
      say(`${what}: ${objects} objects`);
    },
  });
  const complaints = complaintsOf(readFileSync(errors, 'utf8'), work.tree);
  if (code !== 0 && !complaints.some(({ level }) => level === 'error'))
    complaints.push({
      file: 'make',
      line: 0,
      level: 'error',
      message: tail(errors, 3) || `ended with ${code}`,
    });
  return { complaints, objects, seconds, code };
}

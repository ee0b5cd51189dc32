// `npm run verify:kernel [-- --stage S… --config N… --only STEP… --minutes N --jobs N --report FILE --every-means]`:
// the conversion, proved on a real kernel. Each stage is carried out on Linux 6.1, built in three configurations
// with gcc and clang, and compared with the kernel as it was: no new warning, no new error. The stages `check` and
// `final` are booted and exercised; mutants of the conversion must be caught. docs/verify-kernel.md says how.
//
//   --stage     base, helper, parameter, pass, check, final; all but base unless named
//   --config    1, 2, 3; all unless named
//   --only      build, clang, boot, patches, mutants; all unless named (clang: as well as gcc, where build is)
//   --minutes   of each boot; 10
//   --every-means  boot the mutants too that were caught before
//
// MAPSHIFT_KERNEL_6_1     a clean kernel tree; else Debian's linux-source-6.1 is unpacked
// MAPSHIFT_VERIFY_CACHE   where everything is kept (8 GB); else ~/.cache/mapshift/verify
//
// Exit code 0 when all is right, 1 when something is wrong, 2 when the proof could not be made.
import { writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelTree } from './kernel/fetch.mjs';
import { program, tellMissing } from './kernel/verify/programs.mjs';
import { Proof } from './kernel/verify/proof.mjs';
import { report } from './kernel/verify/report.mjs';
import { STAGES } from './kernel/verify/stages.mjs';
import { Stamps } from './kernel/verify/stamps.mjs';
import { BASE, Work } from './kernel/verify/work.mjs';

const STEPS = ['build', 'clang', 'boot', 'patches', 'mutants'];
const began = Date.now();
const say = (line) => {
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `${String(Math.floor(seconds / 60)).padStart(4)}:${String(seconds % 60).padStart(2, '0')}  ${line}\n`,
  );
};

function chosen(values, allowed, what) {
  for (const value of values)
    if (!allowed.includes(value)) throw new Error(`--${what} ${value}: choose ${allowed.join(', ')}`);
  return values;
}

async function main() {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string', multiple: true, default: STAGES },
      config: { type: 'string', multiple: true, default: ['1', '2', '3'] },
      only: { type: 'string', multiple: true, default: STEPS },
      minutes: { type: 'string', default: '10' },
      jobs: { type: 'string', default: String(cpus().length) },
      report: { type: 'string' },
      'every-means': { type: 'boolean', default: false },
    },
  });
  const only = chosen(values.only, STEPS, 'only');
  const states = chosen(values.stage, [BASE, ...STAGES], 'stage');
  tellMissing(say);
  const source = await kernelTree('6.1', say);
  const cache = resolve(process.env.MAPSHIFT_VERIFY_CACHE ?? join(homedir(), '.cache', 'mapshift', 'verify'));
  const work = new Work(cache);
  await work.prepare(source, say);
  const proof = new Proof({
    work,
    source,
    stamps: new Stamps(join(cache, 'stamps')),
    configs: chosen(values.config, ['1', '2', '3'], 'config').map(Number),
    does: (step) => only.includes(step),
    has: (name) => program(name) !== null,
    minutes: Number(values.minutes),
    jobs: Number(values.jobs),
    everyMeans: values['every-means'],
    say,
  });
  try {
    await proof.run(states);
  } finally {
    if (values.report !== undefined) writeFileSync(values.report, report(proof.found));
  }
  for (const line of proof.wrong) say(`wrong: ${line}`);
  say(proof.wrong.length === 0 ? 'all is right' : `${proof.wrong.length} things are wrong`);
  return proof.wrong.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`verify:kernel: ${error.message}\n`);
  process.exitCode = 2;
}

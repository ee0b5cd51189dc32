// One mutant's trial: our own proof first, then the compiler, then a boot of the kernel with it.

import { boot } from './boot.mjs';
import { hashOf } from './configs.mjs';
import { build, outName } from './make.mjs';
import { against, caughtBy, putIn } from './mutants.mjs';
import { toolHash, verify } from './stages.mjs';
import { checkObjects } from './syntax.mjs';
import { tellComplaint } from './warnings.mjs';

/** A header's mutant is compiled with this many of its readers, and not booted: all would have to be built. */
const READERS = 20;

/** Long enough that every worker has done everything many times. */
const SECONDS = 60;

/**
 * Tries all mutants against the tree as it is.
 * @param {import('./mutants.mjs').Mutant[]} all
 * @param {{ stamps: import('./stamps.mjs').Stamps, state: string, source: string, outputs: any[], config: object | null,
 *   everyMeans: boolean, jobs: number, say: (line: string) => void }} options
 *   `config`: what is built and booted, null for none; `everyMeans`: boot what was caught before, too
 */
export async function tryMutants(work, all, options) {
  const { stamps, state, say } = options;
  const results = [];
  for (const mutant of all) {
    const key = hashOf(toolHash(), state, JSON.stringify(mutant), String(options.everyMeans));
    const seen = await stamps.once(`mutant-${mutant.name}`, key, () => tryOne(work, mutant, options));
    const caught = caughtBy(seen);
    say(`mutant ${mutant.name}: ${caught ? `caught by ${caught.by}: ${caught.how}` : 'NOT CAUGHT'}`);
    results.push({ ...mutant, caught, seenBy: seenBy(seen) });
  }
  return results;
}

function seenBy({ verify: proof, compiler, boot: booted }) {
  return [
    ...(proof.length > 0 ? ['mapshift verify'] : []),
    ...(compiler.length > 0 ? ['compiler'] : []),
    ...(booted && booted.length > 0 ? ['boot'] : []),
  ];
}

async function tryOne(work, mutant, { source, outputs, config, everyMeans, jobs, say, clean }) {
  const placed = putIn(work.tree, mutant);
  try {
    say(`mutant ${mutant.name}: ${mutant.kind}`);
    const known = new Set(clean);
    const proof = (await verify(work, `mutant-${mutant.name}-verify`, source)).filter(
      (line) => !known.has(line),
    );
    const { complaints } = await checkObjects(
      outputs.map(({ out, compiled }) => ({ out, compiled: few(compiled, mutant.file) })),
      [mutant.file],
      { tree: work.tree, jobs },
    );
    const compiler = complaints.map(tellComplaint);
    const wanted = everyMeans || (proof.length === 0 && compiler.length === 0);
    const bootable =
      config !== null && !mutant.file.endsWith('.h') && !complaints.some(({ level }) => level === 'error');
    if (!wanted || !bootable) return { verify: proof, compiler, boot: null };
    const name = `mutant-${mutant.name}`;
    const made = await build(work, config, 'gcc', { name, targets: ['bzImage'], jobs, say });
    if (made.code !== 0) return { verify: proof, compiler: made.complaints.map(tellComplaint), boot: null };
    const seen = await boot(work, {
      out: work.out(outName(config, 'gcc')),
      name,
      seconds: SECONDS,
      say,
      stopEarly: true,
    });
    return { verify: proof, compiler, boot: against(seen) };
  } finally {
    placed.takeOut();
  }
}

function few(compiled, file) {
  if (!file.endsWith('.h')) return compiled;
  return compiled.filter(({ reads }) => reads.includes(file)).slice(0, READERS);
}

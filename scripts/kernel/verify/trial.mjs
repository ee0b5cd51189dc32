// One mutant's trial: our own proof first, then the compiler, then a boot of the kernel with it.

import { boot } from './boot.mjs';
import { hashOf } from './configs.mjs';
import { build, outName } from './make.mjs';
import { about, against, batchesOf, caughtBy, linesOf, putIn } from './mutants.mjs';
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
  const proofs = await stamps.once(
    'mutants-verify',
    hashOf(toolHash(), state, JSON.stringify(all)),
    () => proveAll(work, all, options),
    say,
  );
  const results = [];
  for (const mutant of all) {
    const key = hashOf(toolHash(), state, JSON.stringify(mutant), String(options.everyMeans));
    const proof = proofs[mutant.name] ?? [];
    const seen = await stamps.once(`mutant-${mutant.name}`, key, () => tryOne(work, mutant, proof, options));
    const caught = caughtBy(seen);
    say(`mutant ${mutant.name}: ${caught ? `caught by ${caught.by}: ${caught.how}` : 'NOT CAUGHT'}`);
    results.push({ ...mutant, caught, seenBy: seenBy(seen) });
  }
  return results;
}

/** What `mapshift verify` says of each mutant, by its name; as many are in the tree at once as can be told apart. */
async function proveAll(work, all, { source, clean, say }) {
  const known = new Set(clean);
  const proofs = {};
  for (const [number, batch] of batchesOf(all).entries()) {
    say(`verify with ${batch.length} mutants`);
    const placed = [];
    try {
      for (const mutant of batch) placed.push(putIn(work.tree, mutant));
      const said = await verify(work, `mutants-${number}-verify`, source);
      const fresh = said.filter((line) => !known.has(line));
      for (const mutant of batch) proofs[mutant.name] = about(fresh, mutant, linesOf(work.tree, mutant));
    } finally {
      for (const { takeOut } of placed.reverse()) takeOut();
    }
  }
  return proofs;
}

function seenBy({ verify: proof, compiler, boot: booted }) {
  return [
    ...(proof.length > 0 ? ['mapshift verify'] : []),
    ...(compiler.length > 0 ? ['compiler'] : []),
    ...(booted && booted.length > 0 ? ['boot'] : []),
  ];
}

async function tryOne(work, mutant, proof, { outputs, config, everyMeans, jobs, say }) {
  const placed = putIn(work.tree, mutant);
  let built = false;
  try {
    say(`mutant ${mutant.name}: ${mutant.kind}`);
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
    built = true;
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
    placed.takeOut({ built });
  }
}

function few(compiled, file) {
  if (!file.endsWith('.h')) return compiled;
  return compiled.filter(({ reads }) => reads.includes(file)).slice(0, READERS);
}

// The stages of the conversion in the working tree, each made by the tool itself and proved by it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CLI } from '../measure.mjs';
import { hashOf } from './configs.mjs';
import { runTo, tail } from './process.mjs';
import { BASE } from './work.mjs';

export const STAGES = ['helper', 'parameter', 'pass', 'check', 'final'];

/** The state before a stage. */
export function before(stage) {
  return STAGES[STAGES.indexOf(stage) - 1] ?? BASE;
}

/** What the tool is: another build of it makes the stages anew. */
export function toolHash() {
  const folder = dirname(CLI);
  return hashOf(
    ...['cli.js', 'worker.js', 'callWorker.js']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'utf8')),
  );
}

/** Runs the tool; answers what it printed. */
async function tool(work, name, args) {
  const [log, errors] = [work.log(`${name}.out`), work.log(`${name}.err`)];
  rmSync(log, { force: true });
  const { code, seconds } = await runTo(process.execPath, [CLI, ...args], { log, errors });
  return { code, seconds, out: readFileSync(log, 'utf8'), errors: readFileSync(errors, 'utf8') };
}

/**
 * Carries a stage out where that is not done yet. The tree may be at another state afterwards.
 * @returns {Promise<{ seconds: number, files: number, edits: number, left: Record<string, number> }>}
 */
export async function reach(work, stage, { stamps, say }) {
  const from = before(stage);
  const inputs = hashOf(toolHash(), await work.idOf(from));
  return stamps.once(`stage-${stage}`, inputs, async () => {
    await work.checkout(from);
    say(`convert ${stage}`);
    const report = work.log(`left-${stage}.jsonl`);
    const done = await tool(work, `convert-${stage}`, [
      'convert',
      stage,
      '--write',
      '--report',
      report,
      work.tree,
    ]);
    if (done.code !== 0) throw new Error(`mapshift convert ${stage} failed:\n${done.errors.trim()}`);
    await work.commit(stage);
    const numbers = /(\d+) edits? in (\d+) files?/.exec(done.out);
    const rows = readFileSync(report, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
    const left = {};
    for (const { rule } of rows) left[rule] = (left[rule] ?? 0) + 1;
    return {
      seconds: done.seconds,
      edits: Number(numbers?.[1] ?? 0),
      files: Number(numbers?.[2] ?? 0),
      left,
    };
  });
}

/** What `mapshift verify` minds of a stage that was reached. */
export async function proveStage(work, stage, { stamps, source, say }) {
  const inputs = hashOf(toolHash(), await work.idOf(stage));
  return stamps.once(`verify-${stage}`, inputs, async () => {
    await work.checkout(stage);
    say(`verify ${stage}`);
    return verify(work, `verify-${stage}`, source);
  });
}

/** What `mapshift verify` says of the tree as it is: one line for each error. */
export async function verify(work, name, source) {
  const { code, out, errors } = await tool(work, name, ['verify', '--json', '--before', source, work.tree]);
  const rows = out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const said = rows
    .filter(({ level }) => level === 'error')
    .map(({ file, line, check, message }) => `${file}:${line ?? 0}: ${message} [${check}]`);
  if (code !== 0 && said.length === 0)
    throw new Error(`mapshift verify failed:\n${tail(work.log(`${name}.err`), 5) || errors}`);
  return said;
}

/** The stage as a series of patches, made on the state before it. Answers the folder. */
export async function seriesOf(work, stage, { stamps, say }) {
  const folder = join(work.cache, 'patches', stage);
  const inputs = hashOf(toolHash(), await work.idOf(before(stage)));
  await stamps.once(`patches-${stage}`, inputs, async () => {
    await work.checkout(before(stage));
    say(`convert ${stage} --patches`);
    rmSync(folder, { recursive: true, force: true });
    const done = await tool(work, `patches-${stage}`, ['convert', stage, '--patches', folder, work.tree]);
    if (done.code !== 0)
      throw new Error(`mapshift convert ${stage} --patches failed:\n${done.errors.trim()}`);
    return true;
  });
  return folder;
}

// Whether objects would compile, asked of the compiler itself with the very commands that make used, without
// making the objects: declarations, types, arguments and warnings of the language, in a third of the time.
import { spawn } from 'node:child_process';
import { affected, checking } from './commands.mjs';
import { inTurn, kindly } from './process.mjs';
import { complaintsOf } from './warnings.mjs';

/** One shell command's stderr. */
function errorsOf(command, cwd) {
  return new Promise((resolve, reject) => {
    const [program, args] = kindly('sh', ['-c', command]);
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ said, code }));
  });
}

/**
 * Looks at every object that some files go into.
 * @param {{ out: string, compiled: import('./commands.mjs').Compiled[] }[]} outputs
 * @param {string[] | null} files null for all
 * @param {{ tree: string, from?: string, jobs: number, progress?: (done: number, all: number) => void }} options
 *   `from`: the tree that the commands name, where it is another
 * @returns {Promise<{ looked: number, complaints: import('./warnings.mjs').Complaint[] }>}
 */
export async function checkObjects(outputs, files, { tree, from = tree, jobs, progress = () => {} }) {
  const all = outputs.flatMap(({ out, compiled }) =>
    (files === null ? compiled : affected(compiled, files)).map((one) => ({ out, ...one })),
  );
  const complaints = [];
  let done = 0;
  await inTurn(all, jobs, async ({ out, object, command }) => {
    const { said, code } = await errorsOf(checking(command, object).replaceAll(from, tree), out);
    const found = complaintsOf(said, tree);
    complaints.push(...found);
    if (code !== 0 && found.length === 0)
      complaints.push({
        file: object,
        line: 0,
        level: 'error',
        message: said.trim() || `ended with ${code}`,
      });
    progress(++done, all.length);
  });
  return { looked: all.length, complaints };
}

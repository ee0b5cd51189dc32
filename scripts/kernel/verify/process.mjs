// Long commands: kind to whoever else uses the machine, their output in a file, their progress told.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { program } from './programs.mjs';

/** Everything heavy goes through this. */
export function kindly(command, args) {
  return program('nice') === null ? [command, args] : ['nice', ['-n', '15', command, ...args]];
}

/**
 * Runs a command to its end, whatever that is.
 * @param {{ cwd?: string, log: string, errors?: string, append?: boolean, line?: (line: string) => void,
 *   limit?: number, env?: NodeJS.ProcessEnv, handle?: (end: () => void) => void }} options
 *   `log` gets stdout, and stderr too where `errors` names no file for it; `limit` in seconds;
 *   `handle` is given what ends the command early
 * @returns {Promise<{ code: number | null, seconds: number, late: boolean }>}
 */
export function runTo(command, args, { cwd, log, errors, append = false, line, limit, env, handle }) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const flags = append ? 'a' : 'w';
    const out = createWriteStream(log, { flags });
    const err = errors === undefined ? out : createWriteStream(errors, { flags });
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // ended meanwhile
      }
    };
    process.once('exit', end);
    handle?.(end);
    let late = false;
    const timer =
      limit === undefined
        ? null
        : setTimeout(() => {
            late = true;
            end();
          }, limit * 1000);
    let rest = '';
    child.stdout.on('data', (data) => {
      out.write(data);
      if (!line) return;
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) line(each);
    });
    child.stderr.on('data', (data) => err.write(data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (timer) clearTimeout(timer);
      process.off('exit', end);
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      const done = () => resolve({ code, seconds, late });
      out.end(() => (err === out ? done() : err.end(done)));
    });
  });
}

/** The last lines of a log, for a message. */
export function tail(log, lines = 15) {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Runs many short jobs, some at a time. */
export async function inTurn(jobs, atOnce, work) {
  const queue = jobs[Symbol.iterator]();
  const one = async () => {
    for (const job of queue) await work(job);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

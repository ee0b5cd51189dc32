// Runs a program and measures it whole: wall time, and the memory of the process with its children.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../editor/paths.mjs';

/** The bundles to measure; `MAPSHIFT_DIST` names another folder of them than dist. */
const DIST = process.env.MAPSHIFT_DIST ?? join(ROOT, 'dist');
export const CLI = join(DIST, 'cli.js');
export const SERVER = join(DIST, 'server.js');

/** Resident KiB of a process and everything below it; 0 where there is no /proc. */
function residentOf(pid) {
  let stats;
  try {
    stats = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const parents = new Map();
  for (const name of stats) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // ended meanwhile
    }
  }
  const isBelow = (id) => {
    for (let up = id; up !== undefined && up > 1; up = parents.get(up)) if (up === pid) return true;
    return false;
  };
  let sum = 0;
  for (const id of parents.keys()) {
    if (!isBelow(id)) continue;
    try {
      // the high-water mark of each; threads share their process's
      sum += Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // ended meanwhile
    }
  }
  return sum;
}

/**
 * @param {{ cwd?: string, env?: Record<string, string>, memory?: boolean, input?: string }} options
 *   `memory` samples every 20 ms (Linux only), which costs a little time itself
 * @returns {Promise<{ seconds: number, peakMiB: number, code: number, stdout: string, stderr: string }>}
 * @throws {Error} when the program cannot be started
 */
export function measure(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = { out: [], err: [] };
    child.stdout.on('data', (chunk) => chunks.out.push(chunk));
    child.stderr.on('data', (chunk) => chunks.err.push(chunk));
    let peak = 0;
    const sample = () => {
      peak = Math.max(peak, residentOf(child.pid));
    };
    const timer = options.memory ? setInterval(sample, 20) : undefined;
    child.on('error', (error) => {
      clearInterval(timer);
      reject(new Error(`${command}: ${error.message}`));
    });
    let seconds = 0;
    child.on('exit', () => {
      seconds = Number(process.hrtime.bigint() - started) / 1e9;
    });
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve({
        seconds,
        peakMiB: peak / 1024,
        code: code ?? (signal ? 128 : 1),
        stdout: Buffer.concat(chunks.out).toString(),
        stderr: Buffer.concat(chunks.err).toString(),
      });
    });
  });
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which this share of all lies, 0 to 1. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** Columns of text, numbers to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

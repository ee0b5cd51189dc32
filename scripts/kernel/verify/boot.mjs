// Booting a kernel that was built, with the exerciser as its only program, in software emulation.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../editor/process.mjs';
import { hashOf } from './configs.mjs';
import { parseConsole } from './console.mjs';
import { kindly, runTo, tail } from './process.mjs';
import { program } from './programs.mjs';

const INIT = join(dirname(fileURLToPath(import.meta.url)), 'init');

/** Small enough that reclaim never sleeps, with room for two huge pages. */
const MEGABYTES = 160;

const DISKS = [
  { name: 'ext4', megabytes: 192, make: ['mkfs.ext4', '-q', '-F'] },
  { name: 'swap', megabytes: 192, make: ['mkswap'] },
  { name: 'xfs', megabytes: 320, make: ['mkfs.xfs', '-q', '-f'] },
  { name: 'btrfs', megabytes: 192, make: ['mkfs.btrfs', '-q', '-f'] },
  { name: 'f2fs', megabytes: 192, make: ['mkfs.f2fs', '-q', '-f'] },
  { name: 'device', megabytes: 16, make: null },
];

/** The initial file system: one static program. Answers its path. */
export async function initrd(work) {
  const sources = readdirSync(INIT)
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
  const key = hashOf(...sources.map((name) => readFileSync(join(INIT, name), 'utf8')));
  const image = join(work.cache, 'boot', `init-${key}.cpio.gz`);
  if (existsSync(image)) return image;
  const root = join(work.cache, 'boot', 'root');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  await run('gcc', [
    ...['-O1', '-Wall', '-Wextra', '-Werror', '-static', '-pthread', '-o', join(root, 'init')],
    ...sources.filter((name) => name.endsWith('.c')).map((name) => join(INIT, name)),
  ]);
  const archive = execFileSync('cpio', ['-o', '-H', 'newc', '--quiet'], { cwd: root, input: 'init\n' });
  writeFileSync(image, execFileSync('gzip', ['-1', '-n'], { input: archive, maxBuffer: 1 << 26 }), {
    flag: 'w',
  });
  return image;
}

/** Fresh disks: as many kinds as there are programs to make. */
async function disks(folder) {
  const made = [];
  for (const { name, megabytes, make } of DISKS) {
    const tool = make && program(make[0]);
    if (make && !tool) continue;
    const path = join(folder, `${name}.img`);
    rmSync(path, { force: true });
    writeFileSync(path, '', { mode: 0o600 });
    truncateSync(path, megabytes << 20);
    if (make) await run(tool, [...make.slice(1), path]);
    made.push(path);
  }
  return made;
}

/**
 * Boots and waits for the machine to turn itself off.
 * @param {{ out: string, name: string, seconds: number, say: (line: string) => void, stopEarly?: boolean }} options
 *   `stopEarly`: end at the first thing that is wrong, as one does with a mutant
 * @returns {Promise<ReturnType<typeof parseConsole> & { log: string, wall: number }>}
 */
export async function boot(work, { out, name, seconds, say, stopEarly = false }) {
  const folder = join(work.cache, 'boot');
  mkdirSync(folder, { recursive: true });
  const initial = await initrd(work);
  const drives = await disks(folder);
  const log = work.log(`boot-${name}`);
  const kernel = join(folder, 'bzImage');
  copyFileSync(join(out, 'arch', 'x86', 'boot', 'bzImage'), kernel);
  let stop = () => {};
  const [command, args] = kindly('qemu-system-x86_64', [
    // /dev/kvm may be there and not work; emulation always does, and two threads of it race as well
    ...['-accel', 'tcg,thread=multi', '-smp', '2', '-m', String(MEGABYTES)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
    ...['-kernel', kernel, '-initrd', initial],
    ...['-append', `console=ttyS0 panic=-1 oops=panic verify.seconds=${seconds}`],
    ...drives.flatMap((file) => ['-drive', `file=${file},format=raw,if=virtio,cache=unsafe`]),
  ]);
  const ended = runTo(command, args, {
    log,
    // emulation is slow where the machine is shared: the time inside is what counts
    limit: 240 + seconds * 4,
    line(line) {
      if (/VERIFY \d+ of \d+ s/.test(line)) say(`${name}: ${line.slice(line.indexOf('VERIFY ') + 7).trim()}`);
      if (stopEarly && /VERIFY FAIL|WARNING: |BUG: |kernel BUG|Kernel panic/.test(line)) stop();
    },
    handle(end) {
      stop = () => setTimeout(end, 1500);
    },
  });
  const { seconds: wall, late } = await ended;
  const seen = parseConsole(readFileSync(log, 'utf8'));
  if (late) seen.wrong.push({ kind: 'hang', text: `no end after ${Math.round(wall)} s` });
  else if (seen.result === 'none' && seen.wrong.length === 0 && seen.fails.length === 0)
    seen.wrong.push({ kind: 'no result', text: tail(log, 3) });
  return { ...seen, log, wall };
}

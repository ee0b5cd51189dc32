// One installer at a time per cache folder. The lock is a folder (mkdir is atomic) that holds the
// owner's process id, so that a lock whose owner died is taken over.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './process.mjs';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ownerOf(lock) {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
}

/** Runs `work` while holding `lock`; waits for another holder to finish. */
export async function withLock(lock, work) {
  let told = false;
  let ownerless = 0;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(lock);
    // between its mkdir and its write a live owner has no id yet: give it a moment
    ownerless = owner === 0 ? ownerless + 1 : 0;
    if (ownerless > 5 || (owner !== 0 && !isAlive(owner))) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!told) say(`waiting for process ${owner || '?'}, which is installing into the same folder`);
    told = true;
    await sleep(500);
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

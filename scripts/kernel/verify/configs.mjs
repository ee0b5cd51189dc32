// The three configurations: what they are made of, and whether the kernel took what they ask for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = join(dirname(fileURLToPath(import.meta.url)), 'configs');

/** Directories in which every object is built. Elsewhere only those that name the field or were changed. */
export const FOLDERS = ['mm/', 'fs/', 'block/'];

/** `boots`: a whole kernel is linked. `clang`: FOLDERS are built with clang too. */
export const CONFIGS = [
  { number: 1, name: 'small', fragments: ['small.config'], folders: [...FOLDERS, 'kernel/'], boots: false },
  {
    number: 2,
    name: 'filesystems',
    fragments: ['small.config', 'filesystems.config'],
    folders: FOLDERS,
    boots: true,
  },
  { number: 3, name: 'rest', fragments: ['small.config', 'rest.config'], folders: FOLDERS, boots: false },
].map((config) => ({ ...config, clang: config.number !== 1 }));

export function fragmentText({ fragments }) {
  return fragments.map((name) => readFileSync(join(HERE, name), 'utf8')).join('\n');
}

/** What the last line about each symbol says: `n` for those that are off. */
export function settingsOf(text) {
  const settings = new Map();
  for (const line of text.split('\n')) {
    const off = /^# (CONFIG_\w+) is not set$/.exec(line);
    const set = /^(CONFIG_\w+)=(.*)$/.exec(line);
    if (off) settings.set(off[1], 'n');
    else if (set) settings.set(set[1], set[2]);
  }
  return settings;
}

/**
 * What was asked for and is not so: olddefconfig drops without a word what lacks a dependency. A choice
 * that a later option took over is no loss.
 * @param {ReadonlySet<string>} yielding symbols that may be off
 */
export function refused(asked, config, yielding = new Set(['CONFIG_SLUB', 'CONFIG_EXT4_USE_FOR_EXT2'])) {
  const is = settingsOf(config);
  const lost = [];
  for (const [symbol, value] of settingsOf(asked)) {
    // what is switched off is selected by others as they like
    if (value === 'n') continue;
    const got = is.get(symbol) ?? 'n';
    if (got !== value && !(got === 'n' && yielding.has(symbol))) lost.push(`${symbol}=${value}`);
  }
  return lost;
}

export function hashOf(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 16);
}

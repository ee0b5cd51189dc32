import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Era, eraOf } from '../../sim-core/machine/wordEras.ts';

const known = new Map<string, Era | undefined>();

/**
 * How this tree's kernel encodes the word, by VERSION and PATCHLEVEL of its top Makefile; undefined
 * for a tree without one. Read once for a root.
 */
export function eraOfTree(root: string): Era | undefined {
  if (!known.has(root)) known.set(root, readEra(root));
  return known.get(root);
}

function readEra(root: string): Era | undefined {
  let makefile: string;
  try {
    makefile = readFileSync(join(root, 'Makefile'), 'utf8').slice(0, 4096);
  } catch {
    return undefined;
  }
  const version = /^VERSION\s*=\s*(\d+)/m.exec(makefile)?.[1];
  const patchlevel = /^PATCHLEVEL\s*=\s*(\d+)/m.exec(makefile)?.[1];
  return version && patchlevel ? eraOf(Number(version), Number(patchlevel)) : undefined;
}

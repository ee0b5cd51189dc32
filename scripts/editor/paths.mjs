// Where the editor scripts keep what they fetch and make.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Editors are fetched once into this folder; point several checkouts at one to fetch only once. */
export const CACHE = resolve(process.env.MAPSHIFT_EDITOR_CACHE || join(ROOT, '.vscode-test'));

export const SAMPLE_TREE = join(ROOT, 'test', 'mini-kernel');
export const ARTIFACTS = join(ROOT, 'artifacts');

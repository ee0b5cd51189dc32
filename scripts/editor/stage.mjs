// A copy of the extension as it would be installed, so that a rebuild meanwhile cannot pull the files
// from under a running editor.
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const PARTS = [
  'package.json',
  'package.nls.json',
  'dist',
  'media',
  'l10n',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];

/** Copies what ships into `into`; needs a build. */
export function stageExtension(into) {
  if (!existsSync(join(ROOT, 'dist', 'extension.js')))
    throw new Error('dist/extension.js is missing: run npm run build');
  mkdirSync(into, { recursive: true });
  for (const part of PARTS) {
    if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(into, part), { recursive: true });
  }
  return into;
}

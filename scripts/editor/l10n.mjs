// Collects the strings that the client shows into l10n/bundle.l10n.json, the file that translations
// start from. `--check` only tells whether that file is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const BUNDLE = join(ROOT, 'l10n', 'bundle.l10n.json');
const CALL = /\bl10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g;

function sourcesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('webview'))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

const strings = new Set();
for (const text of sourcesBelow(join(ROOT, 'client'))) {
  for (const [, literal] of text.matchAll(CALL)) strings.add(literal.replaceAll("\\'", "'"));
}
const bundle = Object.fromEntries([...strings].sort().map((text) => [text, text]));
const wanted = `${JSON.stringify(bundle, null, 2)}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(BUNDLE, wanted);
} else if (readFileSync(BUNDLE, 'utf8') !== wanted) {
  process.stderr.write('l10n/bundle.l10n.json is out of date: run node scripts/editor/l10n.mjs\n');
  process.exitCode = 1;
}

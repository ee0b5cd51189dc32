// Makes the .vsix: builds, packs what .vscodeignore allows, and checks its content and its size.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { ROOT } from './editor/paths.mjs';
import { run } from './editor/process.mjs';

/** Bytes; a download that nobody has to think about. */
const BUDGET = 2 * 1024 * 1024;

/** Without one of these the extension does not start, or the gallery shows nothing. */
const NEEDED = [
  'package.json',
  'package.nls.json',
  'LICENSE',
  'dist/extension.js',
  'dist/server.js',
  'dist/worker.js',
  'dist/callWorker.js',
  'dist/cli.js',
  'dist/web-tree-sitter.wasm',
  'dist/tree-sitter-c.wasm',
  'dist/ThirdPartyNotices.txt',
  'l10n/bundle.l10n.json',
  'media/icon.png',
  'docs/images/editor.png',
  'docs/images/mapping-word.png',
];

const say = (line) => process.stderr.write(`package: ${line}\n`);
const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

try {
  say('building');
  await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { cwd: ROOT });
  const files = (await listFiles({ cwd: ROOT, dependencies: false })).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const missing = NEEDED.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`the package would lack ${missing.join(', ')}`);
  const packagePath = process.argv[2] ?? join(ROOT, `${name}-${version}.vsix`);
  await createVSIX({
    cwd: ROOT,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    // the README's image travels in the package, so its link stays as it is
    rewriteRelativeLinks: false,
  });
  const { size } = statSync(packagePath);
  const kilobytes = Math.round(size / 1024);
  if (size > BUDGET)
    throw new Error(`${packagePath} has ${kilobytes} KiB: the budget is ${BUDGET / 1024} KiB`);
  say(`${files.length} files, ${kilobytes} KiB of at most ${BUDGET / 1024} KiB`);
  process.stdout.write(`${packagePath}\n`);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

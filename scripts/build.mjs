// Bundles every entry point with esbuild. `--watch` rebuilds on change.
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { noticesText } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const watch = process.argv.includes('--watch');

const shared = {
  absWorkingDir: root,
  bundle: true,
  outdir: 'dist',
  sourcemap: 'linked',
  sourcesContent: false,
  minify: !watch,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.css': 'text' },
};

const node = {
  ...shared,
  entryPoints: {
    extension: 'client/extension.ts',
    server: 'server/lsp/main.ts',
    cli: 'server/cli/main.ts',
    worker: 'server/host/worker.ts',
    callWorker: 'server/host/callWorker.ts',
    exploreWorker: 'client/panel/exploreWorker.ts',
  },
  platform: 'node',
  mainFields: ['module', 'main'], // jsonc-parser's main is a UMD file that no bundler can follow
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  // web-tree-sitter is an ES module that asks for its own URL; these bundles are CommonJS
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

const page = {
  ...shared,
  entryPoints: {
    webview: 'client/webview/main.ts',
    panel: 'client/webview/panel/main.tsx',
    panelWorker: 'client/webview/panel/worker/main.ts',
  },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  keepNames: false, // nothing in a page asks for a name, and every function would carry a call for it
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(join(root, 'dist'), { recursive: true });
const wasm = (pkg, file) => join(root, 'node_modules', pkg, file);
copyFileSync(wasm('web-tree-sitter', 'web-tree-sitter.wasm'), join(root, 'dist/web-tree-sitter.wasm'));
copyFileSync(wasm('tree-sitter-c', 'tree-sitter-c.wasm'), join(root, 'dist/tree-sitter-c.wasm'));

if (watch) {
  for (const options of [node, page]) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const built = await Promise.all([node, page].map((options) => build({ ...options, metafile: true })));
  const notices = noticesText(
    root,
    built.map(({ metafile }) => metafile),
  );
  writeFileSync(join(root, 'dist/ThirdPartyNotices.txt'), notices);
  chmodSync(join(root, 'dist/cli.js'), 0o755);
}

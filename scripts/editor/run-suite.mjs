// Runs one part of the VS Code suite in a launcher and reads its result.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT, SAMPLE_TREE } from './paths.mjs';
import { stageExtension } from './stage.mjs';

/**
 * What a launcher is asked to run; all paths are absolute.
 * @typedef {object} Suite
 * @property {string} extension folder of the extension
 * @property {string} tests bundle that exports `run`
 * @property {string} folder workspace to open
 * @property {string} data scratch folder for the editor's own data
 * @property {boolean} trust whether workspace trust is on, which leaves the folder restricted
 * @property {Record<string, string>} env for the extension host
 * @property {number} timeoutMs
 */

/** Bundles the suite below the repository, so that its `import('mocha')` finds node_modules. */
async function bundleSuite() {
  const folder = join(ROOT, '.cache', `editor-suite-${process.pid}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: { index: 'test/editor/suite/index.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'warning',
  });
  return folder;
}

/**
 * @param {import('./choose.mjs').Launcher} launcher
 * @param {'trusted' | 'restricted'} part
 * @returns {Promise<import('../../test/editor/suite/index.ts').SuiteResult>}
 */
export async function runSuite(launcher, part) {
  const scratch = mkdtempSync(join(tmpdir(), 'mapshift-editor-'));
  const bundle = await bundleSuite();
  try {
    const folder = join(scratch, 'mini-kernel');
    cpSync(SAMPLE_TREE, folder, { recursive: true });
    if (part === 'restricted') {
      mkdirSync(join(folder, '.vscode'));
      writeFileSync(
        join(folder, '.vscode', 'settings.json'),
        '{ "mapshift.field": "./planted-preset.json" }\n',
      );
    }
    const data = join(scratch, 'data');
    mkdirSync(data);
    const resultFile = join(scratch, 'result.json');
    const code = await launcher.run({
      extension: stageExtension(join(scratch, 'extension')),
      tests: join(bundle, 'index.js'),
      folder,
      data,
      trust: part === 'restricted',
      env: { MAPSHIFT_SUITE: part, MAPSHIFT_RESULT: resultFile },
      timeoutMs: 300_000,
    });
    if (!existsSync(resultFile)) throw new Error(`the suite left no result (exit code ${code})`);
    return JSON.parse(readFileSync(resultFile, 'utf8'));
  } finally {
    rmSync(bundle, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  }
}

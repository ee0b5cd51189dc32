// `npm start`: sets everything up and opens the extension on a tree, in VS Code where `code` is on the
// PATH, else in a VS Code served to the browser.

import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from './editor/paths.mjs';
import { findProgram, run } from './editor/process.mjs';
import { addressOf, serveEditor } from './editor/serve.mjs';
import { writeUserSettings } from './editor/settings.mjs';
import { setUp } from './editor/setup.mjs';
import { firstFile, parseArguments, USAGE, UsageError } from './editor/tree-argument.mjs';

/** Kept where it is free, because a browser remembers the window's layout by address. */
const PORT = 8737;

const say = (line) => process.stderr.write(`start: ${line}\n`);

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function openInCode(code, tree) {
  const file = firstFile(tree);
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${ROOT}`,
    tree,
    ...(file === undefined ? [] : [file]),
  ];
  say(`opening ${tree} in ${code}`);
  await run(code, args);
}

async function openInBrowser(tree, port) {
  const data = join(ROOT, '.cache', 'start');
  const extensions = join(data, 'extensions');
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  // a link, so that after a rebuild reloading the page is enough
  symlinkSync(ROOT, join(extensions, 'mapshift'), 'dir');
  // the user named the tree to be opened: no second question about trusting it
  writeUserSettings(join(data, 'user'), { trust: false });
  const token = randomBytes(12).toString('hex');
  const served = await serveEditor({ data, port, token });
  const address = addressOf(served, { folder: tree, file: firstFile(tree), token });
  say(`VS Code with Mapshift on ${tree}; stop it with Ctrl-C. Open in a browser:`);
  process.stdout.write(`${address}\n`);
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve());
  });
  const failure = await Promise.race([interrupted, served.ended]);
  if (failure !== undefined) throw new Error(`the VS Code server ${failure}\n${served.log().trimEnd()}`);
  await served.stop();
  say('stopped');
}

async function main() {
  const options = parseArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  await setUp(say);
  const code = options.web ? null : findProgram('code');
  if (code !== null) {
    try {
      return await openInCode(code, options.tree);
    } catch (error) {
      say(`${error.message}\nstart: so it goes to the browser instead`);
    }
  } else if (!options.web) {
    say('`code` is not on the PATH: serving VS Code to the browser');
  }
  const wanted = options.port ?? ((await isFree(PORT)) ? PORT : 0);
  if (options.port !== undefined && !(await isFree(wanted))) throw new UsageError(`port ${wanted} is in use`);
  await openInBrowser(options.tree, wanted);
}

try {
  await main();
} catch (error) {
  const misuse = error instanceof UsageError;
  say(misuse ? `${error.message} (npm start -- --help)` : error.message);
  process.exitCode = misuse ? 2 : 1;
}

// The command line of `npm start`.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SAMPLE_TREE } from './paths.mjs';

export const USAGE = `usage: npm start -- [--web] [--port N] [TREE]
  TREE      folder of C sources to open (default: the sample tree test/mini-kernel)
  --web     serve VS Code to a browser even where \`code\` is on the PATH
  --port N  port to serve on (default: 8737, or any free one)`;

/** A mistake in the command line; its message is for the user. */
export class UsageError extends Error {}

function checkTree(tree) {
  if (!existsSync(tree)) throw new UsageError(`${tree} does not exist`);
  if (!statSync(tree).isDirectory()) throw new UsageError(`${tree} is not a directory`);
  try {
    accessSync(tree, constants.R_OK | constants.X_OK);
  } catch {
    throw new UsageError(`${tree} cannot be read: permission denied`);
  }
}

/**
 * @param {string[]} argv arguments after the script's name
 * @param {string} from folder that a relative TREE starts from
 * @returns {{tree: string, web: boolean, help: boolean, port: number | undefined}}
 */
export function parseArguments(argv, from) {
  let web = false;
  let port;
  const trees = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    if (argument === '--help' || argument === '-h') return { tree: '', web, help: true, port };
    if (argument === '--web') web = true;
    else if (argument === '--port') {
      port = Number(argv[++i]);
      if (!Number.isInteger(port) || port < 1 || port > 65535)
        throw new UsageError(`--port ${argv[i]}: not a port`);
    } else if (argument.startsWith('-')) throw new UsageError(`unknown option ${argument}`);
    else trees.push(argument);
  }
  if (trees.length > 1) throw new UsageError(`one TREE at a time, not ${trees.length}`);
  const tree = trees[0] === undefined ? SAMPLE_TREE : resolve(from, trees[0]);
  checkTree(tree);
  return { tree, web, help: false, port };
}

/** A file worth opening first: one with many uses, where the tree has it. */
export function firstFile(tree) {
  return ['mm/filemap.c', 'mm/truncate.c'].map((file) => join(tree, file)).find((file) => existsSync(file));
}

import { VERSION } from '../host/version.ts';
import * as chains from './commands/chains.ts';
import * as check from './commands/check.ts';
import * as cocci from './commands/cocci.ts';
import * as compare from './commands/compare.ts';
import * as convert from './commands/convert.ts';
import * as load from './commands/load.ts';
import * as lsp from './commands/lsp.ts';
import * as play from './commands/play.ts';
import * as scenarios from './commands/scenarios.ts';
import * as slice from './commands/slice.ts';
import * as status from './commands/status.ts';
import * as uses from './commands/uses.ts';
import * as verify from './commands/verify.ts';
import { EXIT, type Io } from './io.ts';
import { isUsage } from './tree.ts';

interface Command {
  readonly usage: string;
  run(argv: readonly string[], io: Io): Promise<number>;
}

/** Every command; adding one takes its file and a line here. */
const COMMANDS: Readonly<Record<string, Command>> = {
  uses,
  status,
  chains,
  slice,
  convert,
  verify,
  cocci,
  compare,
  scenarios,
  check,
  play,
  load,
  lsp,
};
const NAMES = Object.keys(COMMANDS).join(', ');

/**
 * Runs a command line, without the program's name. Resolves with the exit code; what the caller can
 * mend has been told in one line by then. Rejects only where the tool itself is at fault.
 */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version') {
    io.out(`mapshift ${VERSION}\n`);
    return EXIT.fine;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(help());
    return EXIT.fine;
  }
  if (name === undefined) {
    io.err(`mapshift: no command given (there is ${NAMES}; --help tells more)`);
    return EXIT.usage;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(`mapshift: ${name}: no such command (there is ${NAMES})`);
    return EXIT.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`usage: ${command.usage}\n`);
    return EXIT.fine;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!isUsage(error)) throw error;
    io.err(`mapshift: ${error.message}`);
    return EXIT.usage;
  }
}

function help(): string {
  const lines = Object.values(COMMANDS).map((command) => `  ${command.usage}`);
  return `usage:\n${lines.join('\n')}\n  mapshift --version\n`;
}

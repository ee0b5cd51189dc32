#!/usr/bin/env node
import { VERSION } from '../host/version.ts';
import * as lsp from './commands/lsp.ts';
import * as status from './commands/status.ts';
import * as uses from './commands/uses.ts';
import { EXIT, type Io, processIo } from './io.ts';
import { isUsage } from './tree.ts';

interface Command {
  readonly usage: string;
  run(argv: readonly string[], io: Io): Promise<number>;
}

/** Every command; adding one takes its file and a line here. */
const COMMANDS: Readonly<Record<string, Command>> = { uses, status, lsp };

export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version') {
    io.out(`mapshift ${VERSION}\n`);
    return EXIT.fine;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(help());
    return name === undefined ? EXIT.usage : EXIT.fine;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    io.err(`mapshift: ${name}: no such command (there is ${Object.keys(COMMANDS).join(', ')})`);
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

// a reader that has seen enough (`| head`) closes the pipe: that is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  throw error;
});

main(process.argv.slice(2), processIo()).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `mapshift: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 70;
  },
);

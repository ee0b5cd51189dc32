/** The built program as a shell sees it, and what every command has in common. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { built, copyMiniKernel, makeTree, type Tree } from '../support/tree.ts';
import { mapshift } from './command.ts';

let kernel: Tree;
let cache: Tree;
beforeAll(() => {
  kernel = copyMiniKernel();
  cache = makeTree();
});
afterAll(() => {
  kernel.dispose();
  cache.dispose();
});

function program(argv: readonly string[], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [built('cli.js'), ...argv], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, XDG_CACHE_HOME: cache.root, ...env },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

describe('without work to do', () => {
  test.each(['--help', '-h', 'help'])('%s names every command', async (flag) => {
    const { code, out, err } = await mapshift([flag]);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    for (const command of ['uses', 'status', 'lsp --stdio']) expect(out).toContain(`mapshift ${command}`);
  });

  test.each(['uses', 'status', 'lsp'])('%s --help tells its options', async (command) => {
    const { code, out } = await mapshift([command, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^usage: mapshift ${command} .*\\n$`));
  });

  test('--version', async () => {
    expect(await mapshift(['--version'])).toEqual({
      code: 0,
      out: `mapshift ${manifest.version}\n`,
      err: [],
    });
  });

  test.each([
    [
      [],
      'no command given (there is uses, status, chains, slice, convert, verify, cocci, compare, scenarios, check, play, load, lsp; --help tells more)',
    ],
    [
      ['used'],
      'used: no such command (there is uses, status, chains, slice, convert, verify, cocci, compare, scenarios, check, play, load, lsp)',
    ],
    [
      ['toString'],
      'toString: no such command (there is uses, status, chains, slice, convert, verify, cocci, compare, scenarios, check, play, load, lsp)',
    ],
    [['uses'], 'no TREE given: name the folder of a kernel tree'],
    [['status', '--by', 'size', '.'], '--by size: choose directory, file, function, maintainer'],
    [['uses', '--cache'], "Option '--cache <value>' argument missing"],
    [['uses', '--json=yes', '.'], "Option '--json' does not take an argument"],
    [['uses', '--bogus', '.'], "Unknown option '--bogus'"],
  ])('%j is refused in one line', async (argv, message) => {
    expect(await mapshift(argv)).toEqual({ code: 2, out: '', err: [`mapshift: ${message}`] });
  });
});

describe('the program', () => {
  test('exits as its command says', () => {
    expect(program(['--version']).code).toBe(0);
    expect(program(['uses', kernel.root]).code).toBe(0);
    expect(program(['uses']).code).toBe(2);
    expect(program([]).code).toBe(2);
  });

  test('can be run by its own name', () => {
    expect(execFileSync(built('cli.js'), ['--version'], { encoding: 'utf8' })).toMatch(/^mapshift \d/);
  });

  test('says the same as in the test’s process', async () => {
    const here = await mapshift(['uses', '--json', '--no-cache', kernel.root]);
    expect(program(['uses', '--json', '--no-cache', kernel.root]).out).toBe(here.out);
  });

  test('keeps its cache where the user keeps caches', () => {
    const home = makeTree();
    program(['uses', kernel.root], { XDG_CACHE_HOME: home.root });
    expect(execFileSync('find', [home.path('mapshift'), '-type', 'f'], { encoding: 'utf8' })).toMatch(
      /stamps/,
    );
    home.dispose();
  });

  test('does not colour what goes into a pipe, unless told to', () => {
    expect(program(['uses', kernel.root]).out).not.toContain('\x1b');
    expect(program(['uses', '--colour', kernel.root]).out).toContain('\x1b');
  });

  test('does not mind a reader that has seen enough', async () => {
    const child = spawn(process.execPath, [built('cli.js'), 'uses', '--json', '--no-cache', kernel.root], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, complaint }).toEqual({ code: 0, complaint: expect.not.stringMatching(/EPIPE|Error/) });
  });

  test('colours on a terminal, and not where NO_COLOR says so', () => {
    // script(1) gives the program a terminal
    const onTerminal = (env: Record<string, string>): string =>
      execFileSync(
        'script',
        [
          '-qec',
          `${process.execPath} ${built('cli.js')} uses --no-cache ${kernel.root} 2>/dev/null`,
          '/dev/null',
        ],
        { encoding: 'utf8', env: { ...process.env, ...env } },
      );
    expect(onTerminal({ NO_COLOR: '' })).toContain('\x1b[33m');
    expect(onTerminal({ NO_COLOR: '1' })).not.toContain('\x1b[33m');
  });
});

test('every option in a usage line is one that the command takes', async () => {
  for (const command of ['uses', 'status']) {
    const { out } = await mapshift([command, '--help']);
    for (const [flag] of out.matchAll(/--[a-z-]+/g)) {
      const value = /^--(?:json|no-cache)$/.test(flag) ? [] : ['directory'];
      const { err } = await mapshift([command, flag, ...value, kernel.path('nowhere')]);
      expect(err.join(), flag).not.toMatch(/Unknown option/);
    }
  }
});

test('two programs that share a cache at once both answer right', async () => {
  const shared = makeTree();
  const run = async (): Promise<string> => {
    const argv = ['uses', '--json', '--cache', shared.root, kernel.root];
    const child = spawn(process.execPath, [built('cli.js'), ...argv], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    await once(child, 'close');
    return out;
  };
  const expectRight = async (): Promise<void> => {
    const { out } = await mapshift(['uses', '--json', '--no-cache', kernel.root]);
    expect(await Promise.all([run(), run()])).toEqual([out, out]);
  };
  await expectRight();
  const source = readFileSync(kernel.path('mm/util.c'), 'utf8');
  kernel.write('mm/util.c', `\n${source}`);
  await expectRight();
  kernel.write('mm/util.c', source);
  shared.dispose();
}, 60_000);

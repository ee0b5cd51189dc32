/** `npm start` from a fresh clone: everything is installed and built there, and the page is annotated. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  CACHE,
  openBrowser,
  openPage,
  ROOT,
  run,
  SAMPLE_TREE,
  stopGroup,
} from '../../scripts/editor/index.mjs';
import { annotated, statusItem } from './workbench.ts';

/** Milliseconds: npm's packages and a build, and a VS Code where the cache has none yet. */
const SET_UP = 400_000;

let scratch: string;
let clone: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mapshift-start-'));
  clone = join(scratch, 'clone');
  await run('git', ['clone', '--quiet', '--no-hardlinks', ROOT, clone]);
});
afterEach(async () => {
  if (child !== undefined) await stopGroup(child);
  child = undefined;
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Started {
  readonly address: string;
  /** resolves with the exit code */
  readonly ended: Promise<number | null>;
  said(): string;
}

const NPM_START = ['npm', 'start', '--', '--web'] as const;
/** What `npm start` runs; npm itself ends by the signal and so hides the exit code. */
const SCRIPT = [process.execPath, 'scripts/start.mjs', '--web'] as const;

/** Runs a command in the clone until it prints an address. */
async function start(command: readonly [string, ...string[]]): Promise<Started> {
  // the editor itself may come from the cache of this checkout; npm's packages and the build may not
  const env = { ...process.env, MAPSHIFT_EDITOR_CACHE: CACHE };
  const [program, ...args] = command;
  const started = spawn(program, args, { cwd: clone, env, detached: true });
  child = started;
  let said = '';
  let printed = '';
  const ended = new Promise<number | null>((resolve) => started.once('exit', (code) => resolve(code)));
  const address = await new Promise<string>((resolve, reject) => {
    started.stderr?.on('data', (data) => {
      said += data;
    });
    started.stdout?.on('data', (data) => {
      printed += data;
      const found = /^http:\/\/\S+/m.exec(printed);
      if (found !== null) resolve(found[0]);
    });
    ended.then((code) => reject(new Error(`it ended with exit code ${code}\n${said}${printed}`)));
  });
  return { address, ended, said: () => said };
}

async function seesAnnotations(address: string): Promise<string> {
  const browser = await openBrowser();
  try {
    const page = await openPage(browser);
    await page.goto(address);
    await annotated(page);
    return (await (await statusItem(page)).textContent()) ?? '';
  } finally {
    await browser.close();
  }
}

describe('npm start', () => {
  test(
    'from a fresh clone: sets up, says what it does, serves annotated sources, ends on Ctrl-C',
    async () => {
      const { address, ended, said } = await start(NPM_START);
      expect(said()).toContain('installing npm packages');
      expect(said()).toContain('building');
      expect(await seesAnnotations(address)).toMatch(/\d+ uses/);
      // what a terminal does on Ctrl-C: the whole foreground group gets it
      process.kill(-(child?.pid ?? Number.NaN), 'SIGINT');
      await ended;
      await expect.poll(said, { timeout: 10_000 }).toContain('stopped');
      await expect(fetch(address)).rejects.toThrow();
    },
    SET_UP,
  );

  test('opens another tree, a second time without installing again', async () => {
    const tree = join(scratch, 'my kernel');
    mkdirSync(tree);
    cpSync(join(SAMPLE_TREE, 'include'), join(tree, 'include'), { recursive: true });
    mkdirSync(join(tree, 'mm'));
    writeFileSync(
      join(tree, 'mm', 'filemap.c'),
      '#include <linux/mm.h>\n\nvoid *look(struct page *page)\n{\n\treturn page->mapping;\n}\n',
    );
    const { address, ended, said } = await start([...SCRIPT, tree]);
    expect(said()).not.toContain('installing npm packages');
    expect(said()).toContain(tree);
    expect(await seesAnnotations(address)).toMatch(/\d+ uses?/);
    child?.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test.each([
    ['a folder that is not there', ['/nowhere/linux'], /\/nowhere\/linux does not exist/],
    ['a file', ['package.json'], /package\.json is not a directory/],
    ['two trees', ['a', 'b'], /one TREE at a time/],
    ['an unknown option', ['--wbe'], /unknown option --wbe/],
  ])('refuses %s in one clear line', async (_, args, message) => {
    const script = join(clone, 'scripts', 'start.mjs');
    await expect(run(process.execPath, [script, ...args], { cwd: clone })).rejects.toThrow(message);
  });
});

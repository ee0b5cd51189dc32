/** The very file that `npm run package` makes, installed into a VS Code and started. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureServedEditor, ROOT, run } from '../../scripts/editor/index.mjs';
import { openSession } from './session.ts';
import { annotated, openTree, statusItem } from './workbench.ts';

let scratch: string;
let vsix: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'mapshift-vsix-'));
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  await run('npm', ['run', '--silent', 'package'], { cwd: ROOT });
  vsix = join(ROOT, `${name}-${version}.vsix`);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function installInto(extensions: string): Promise<void> {
  const editor = await ensureServedEditor();
  const folders = ['--extensions-dir', extensions, '--server-data-dir', join(scratch, 'server')];
  await run(editor.node, [
    editor.main,
    '--accept-server-license-terms',
    ...folders,
    '--install-extension',
    vsix,
  ]);
}

describe('the package', () => {
  test('stays below 2 MB', () => {
    expect(statSync(vsix).size).toBeLessThan(2 * 1024 * 1024);
  });

  test('holds what the extension needs and nothing of its making', async () => {
    const extensions = join(scratch, 'look');
    await installInto(extensions);
    const [folder] = readdirSync(extensions).filter((entry) => entry.startsWith('mapshift.mapshift-'));
    expect(folder).toBeDefined();
    const files = readdirSync(join(extensions, folder ?? ''), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('dist/server.js');
    expect(files).toContain('media/walkthrough/read.md');
    // the schema that the editor checks presets by is shipped as it stands among the sources
    expect(files.filter((file) => /^server/.test(file) && file.endsWith('.json'))).toEqual([
      join('server', 'presets', 'schema.json'),
    ]);
    expect(files.filter((file) => /\.(ts|map|mjs|c|h)$|^test|^scripts|node_modules/.test(file))).toEqual([]);
  });

  test('starts in an editor that knows only this file, and annotates', async () => {
    const session = await openSession({
      file: 'mm/filemap.c',
      install: (extensions) => installInto(extensions),
    });
    try {
      await annotated(session.page);
      expect(await (await statusItem(session.page)).textContent()).toMatch(/\d+ uses/);
      expect(await (await openTree(session.page)).count()).toBeGreaterThan(2);
    } finally {
      await session.close();
    }
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { miniKernelAnnotations } from '../support/annotations.ts';
import { copyMiniKernel } from '../support/tree.ts';
import { bundle, positionOf } from './client.ts';

/** A second client that shares no code with ours: what only works with VS Code's shows here. */
const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'neovim.lua');
const FILE = 'mm/truncate.c';

interface Outcome {
  readonly error?: string;
  readonly status: { readonly uses: number };
  readonly diagnostics: { line: number; col: number; message: string; severity: number; source: string }[];
  readonly hover: string[];
  readonly references: number;
  readonly highlights: number;
  readonly callers: string[];
  readonly actions: string[];
  readonly fixed: string;
  readonly stage: string;
  readonly staged: string;
  readonly after: number;
}

const cache = mkdtempSync(join(tmpdir(), 'mapshift-nvim-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

test('Neovim: mapshift lsp --stdio gives diagnostics, hover, references, callers and fixes', () => {
  const tree = copyMiniKernel();
  const text = readFileSync(tree.path(FILE), 'utf8');
  const position = positionOf(text, '->mapping != mapping', 0, 4);
  const out = join(cache, 'result.json');
  const run = spawnSync('nvim', ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', `+luafile ${SCRIPT}`], {
    timeout: 60_000,
    encoding: 'utf8',
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      XDG_STATE_HOME: cache,
      MAPSHIFT_NEOVIM: JSON.stringify({
        cmd: [process.execPath, bundle('cli.js'), 'lsp', '--stdio'],
        root: tree.root,
        file: FILE,
        position,
        out,
        action: 'Test with folio_is_truncated(folio, mapping)',
        insert: { line: position.line, text: '\tif (!folio->mapping) return 0;' },
      }),
    },
  });
  tree.dispose();
  if (run.error)
    throw new Error(`nvim is needed for this test (apt-get install neovim): ${run.error.message}`);
  const outcome = JSON.parse(readFileSync(out, 'utf8')) as Outcome;
  expect(outcome.error, run.stderr).toBeUndefined();
  const promised = miniKernelAnnotations();
  const inFile = promised
    .filter((line) => line.file === FILE)
    .flatMap((line) => line.uses.map(() => line.line));
  const total = promised.reduce((sum, line) => sum + line.uses.length, 0);
  expect(
    outcome.diagnostics.filter(({ message }) => message.includes('->mapping')).map(({ line }) => line),
  ).toEqual(inFile);
  expect(outcome.diagnostics.every(({ source, severity }) => source === 'mapshift' && severity >= 3)).toBe(
    true,
  );
  expect(outcome.hover.join('\n')).toContain('folio->mapping');
  expect(outcome.references).toBe(total);
  expect(outcome.highlights).toBe(inFile.length);
  expect(outcome.callers).toContain('truncate_inode_pages_range');
  expect(outcome.actions).toContain('Test with folio_is_truncated(folio, mapping)');
  expect(outcome.fixed).toContain('if (folio_is_truncated(folio, mapping))');
  expect(outcome.stage).toMatch(/^helper/);
  expect(outcome.staged).toContain('fs_folio_mapping(folio, MAPPING_NULL)->a_ops');
  expect(outcome.after).toBe(outcome.diagnostics.length + 1);
}, 90_000);

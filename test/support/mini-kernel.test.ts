/**
 * The sample tree itself: it must be C that a compiler takes without a word, and its annotations
 * must be true. The second is asked of the compiler too: hide the field from one record and every
 * complaint is a use.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { annotationsOf, MINI_KERNEL, miniKernelAnnotations, sourcesOf } from './annotations.ts';

const run = promisify(execFile);
const files = sourcesOf(MINI_KERNEL);
const sources = files.filter((file) => file.endsWith('.c'));
const CONFIGURATIONS = [
  [],
  ['KSM', 'SWAP', 'NUMA', 'HIGHMEM', 'ZONE_DEVICE'].map((option) => `-DCONFIG_${option}`),
];

/** What gcc prints for one translation unit, empty when it is content. */
async function gcc(file: string, flags: readonly string[]): Promise<string> {
  const args = ['-fsyntax-only', ...flags, '-Iinclude', '-Wall', '-std=gnu11', '-fmax-errors=0', file];
  try {
    return (
      await run('gcc', args, { cwd: MINI_KERNEL, env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 24 })
    ).stderr;
  } catch (error) {
    return (error as { stderr?: string }).stderr || String(error);
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'mapshift-mini-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** An include folder whose struct page, or struct folio, has lost the field. */
function withoutField(record: 'page' | 'folio'): string {
  const folder = join(scratch, record);
  mkdirSync(join(folder, 'linux'), { recursive: true });
  const text = readFileSync(join(MINI_KERNEL, 'include/linux/mm_types.h'), 'utf8');
  let seen = 0;
  const hidden = text.replaceAll('struct address_space *mapping;', (member) =>
    ++seen === (record === 'page' ? 1 : 2) ? 'struct address_space *hidden_word;' : member,
  );
  writeFileSync(join(folder, 'linux/mm_types.h'), hidden);
  return folder;
}

/**
 * The `file:line:column` of each "no member" error. One inside `offsetof` is told at that macro's
 * body; the place meant is the outermost expansion, the last note that belongs to the error.
 */
function missing(output: string, record: string): string[] {
  const places: string[] = [];
  let inOffsetof = false;
  for (const line of output.split('\n')) {
    const [, place = '', kind = '', message = ''] = /^(\S+?:\d+:\d+): (\w+): (.*)$/.exec(line) ?? [];
    if (kind === 'error' && new RegExp(`struct ${record}. has no member named .mapping.`).test(message)) {
      inOffsetof = place.startsWith('include/linux/compiler.h:');
      places.push(place);
    } else if (kind === 'error' || kind === 'warning') {
      inOffsetof = false;
    } else if (kind === 'note' && inOffsetof && message.startsWith('in expansion of macro')) {
      places[places.length - 1] = place;
    }
  }
  return places;
}

/** `file:line` → how many different places on it the compiler misses the field at. */
async function complaints(record: 'page' | 'folio'): Promise<Map<string, number>> {
  const folder = withoutField(record);
  const places = new Set<string>();
  for (const configuration of CONFIGURATIONS) {
    for (const file of sources) {
      const output = await gcc(file, [`-I${folder}`, ...configuration]);
      for (const place of missing(output, record)) places.add(place.replace(`${folder}/`, 'include/'));
    }
  }
  const counts = new Map<string, number>();
  for (const place of places) {
    const line = place.slice(0, place.lastIndexOf(':'));
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

describe('the mini-kernel', () => {
  test.each(CONFIGURATIONS.map((flags) => [flags.join(' ') || 'no options', flags] as const))(
    'compiles without a warning: %s',
    async (_name, flags) => {
      for (const file of sources) expect(await gcc(file, flags), file).toBe('');
    },
    60_000,
  );

  test('every header stands on its own', async () => {
    for (const file of files.filter((name) => name.endsWith('.h'))) {
      const unit = join(scratch, 'unit.c');
      writeFileSync(unit, `#include "${join(MINI_KERNEL, file)}"\n`);
      expect(await gcc(unit, []), file).toBe('');
    }
  }, 60_000);

  test.each(['page', 'folio'] as const)(
    'says of struct %s what the compiler says',
    async (record) => {
      const said = new Map(
        miniKernelAnnotations()
          .map(
            ({ file, line, uses }) =>
              [`${file}:${line}`, uses.filter((use) => use.record === record).length] as const,
          )
          .filter(([, count]) => count > 0),
      );
      expect(Object.fromEntries([...said].sort())).toEqual(
        Object.fromEntries([...(await complaints(record))].sort()),
      );
      expect(said.size).toBeGreaterThan(25);
    },
    60_000,
  );

  test('every line that names the member is annotated, declares it, or is a false friend', () => {
    const annotated = new Set(miniKernelAnnotations().map(({ file, line }) => `${file}:${line}`));
    for (const file of files) {
      const lines = readFileSync(join(MINI_KERNEL, file), 'utf8').split('\n');
      lines.forEach((text, index) => {
        if (!/^ \*/.test(text) && /(->|\.)mapping\b/.test(text))
          expect(annotated, text).toContain(`${file}:${index + 1}`);
      });
    }
  });

  test('speaks the vocabulary, and says where it does not', () => {
    expect(() => annotationsOf('mm/x.c', 'x; /* use: page read identity cooked */')).toThrow('mm/x.c:1');
    expect(
      annotationsOf('mm/x.c', 'int a;\nx; /* use: page read tag owner; folio write owner owner */'),
    ).toMatchObject([
      {
        line: 2,
        uses: [
          { record: 'page', role: 'tag' },
          { record: 'folio', access: 'write' },
        ],
      },
    ]);
    expect(annotationsOf('a.c', 'y; /* not a use: struct toy_ring */')).toMatchObject([
      { uses: [], notAUse: 'toy_ring' },
    ]);
  });
});

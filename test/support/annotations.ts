/**
 * Reads what the mini-kernel says about itself: the comment at the end of a line that names each
 * tracked use on it. Grammar in test/mini-kernel/README.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Access, ROLES, type Role, STAGES, type Stage } from '../../server/conversion/model.ts';

export const MINI_KERNEL = join(dirname(fileURLToPath(import.meta.url)), '..', 'mini-kernel');

const ACCESSES: readonly Access[] = [
  'read',
  'write',
  'address',
  'compare',
  'null-test',
  'dereference',
  'argument',
  'init',
  'offsetof',
  'tag-test',
];

export interface ExpectedUse {
  readonly record: string;
  readonly access: Access;
  readonly role: Role;
  readonly stage: Stage;
}

/** What one annotated line promises; `line` is 1-based. */
export interface ExpectedLine {
  readonly file: string;
  readonly line: number;
  /** in the order of their columns */
  readonly uses: readonly ExpectedUse[];
  readonly rungs: readonly { readonly name: string; readonly stage: Stage }[];
  readonly converted: { readonly function: string; readonly parameter: string } | null;
  /** the other record that owns the member on this line */
  readonly notAUse: string | null;
  /** the base whose type nobody can tell */
  readonly unknown: string | null;
}

const NOTE = /\/\* (use|rung|converted|not a use|unknown): ([^*]+?) \*\//g;

/**
 * The annotated lines of one file, top down.
 * @throws Error naming file and line when an annotation has a word outside the vocabulary
 */
export function annotationsOf(file: string, text: string): ExpectedLine[] {
  return text.split('\n').flatMap((source, index) => {
    const notes = [...source.matchAll(NOTE)].map(([, kind = '', body = '']) => ({ kind, body }));
    if (notes.length === 0) return [];
    const line = index + 1;
    const fail = (body: string): never => {
      throw new Error(`${file}:${line}: cannot read the annotation "${body}"`);
    };
    const bodies = (kind: string) => notes.filter((note) => note.kind === kind).map((note) => note.body);
    const words = (kind: string) =>
      bodies(kind).flatMap((body) => body.split(';').map((part) => part.trim().split(/\s+/)));
    return [
      {
        file,
        line,
        uses: words('use').map(([record = '', access, role, stage, ...rest]) => ({
          record: rest.length === 0 && /^\w+$/.test(record) ? record : fail(record),
          access: member(ACCESSES, access) ?? fail(`${access}`),
          role: member(ROLES, role) ?? fail(`${role}`),
          stage: member(STAGES, stage) ?? fail(`${stage}`),
        })),
        rungs: words('rung').map(([name = '', stage]) => ({
          name,
          stage: member(STAGES, stage) ?? fail(`${stage}`),
        })),
        converted:
          words('converted').map(([name = '', parameter]) => ({
            function: name,
            parameter: parameter ?? fail(name),
          }))[0] ?? null,
        notAUse: bodies('not a use')[0]?.replace(/^struct /, '') ?? null,
        unknown: bodies('unknown')[0] ?? null,
      },
    ];
  });
}

function member<T extends string>(words: readonly T[], word: string | undefined): T | undefined {
  return words.find((candidate) => candidate === word);
}

/** Every .c and .h file of a tree, relative with `/`, sorted. */
export function sourcesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[ch]$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Everything the mini-kernel promises. */
export function miniKernelAnnotations(): ExpectedLine[] {
  return sourcesOf(MINI_KERNEL).flatMap((file) =>
    annotationsOf(file, readFileSync(join(MINI_KERNEL, file), 'utf8')),
  );
}

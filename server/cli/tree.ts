import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { TrackedField } from '../conversion/field.ts';
import { PresetError, parsePreset } from '../conversion/presetFile.ts';
import { PRESETS } from '../conversion/presets.ts';
import { defaultCacheDir } from '../host/cache.ts';
import { reasonOf, TreeError } from '../host/walk.ts';
import { Workspace } from '../host/workspace.ts';
import type { TreeReport } from '../index/tree.ts';
import { type Io, UsageError } from './io.ts';

/** Options that every command over a tree takes. */
export const TREE_OPTIONS = {
  json: { type: 'boolean' },
  field: { type: 'string' },
  cache: { type: 'string' },
  'no-cache': { type: 'boolean' },
  colour: { type: 'boolean' },
  color: { type: 'boolean' },
  'no-colour': { type: 'boolean' },
  'no-color': { type: 'boolean' },
  verbose: { type: 'boolean', short: 'v' },
} as const;

type OptionTypes = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** Like parseArgs, with its complaints as UsageError. */
export function parse<T extends NonNullable<OptionTypes>>(
  argv: readonly string[],
  options: T,
): {
  values: ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>['values'];
  positionals: string[];
} {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error),
    );
  }
}

/** A preset by id, or from a file. */
export function fieldNamed(name: string | undefined): TrackedField {
  const preset = PRESETS.get(name ?? 'page-mapping');
  if (preset) return preset;
  const file = name ?? '';
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file}: no preset of that name (there is ${[...PRESETS.keys()].join(', ')}), and as a file: ${reasonOf(error)}`,
    );
  }
  return parsePreset(content, file);
}

export interface TreeRequest {
  readonly tree: string;
  readonly paths: readonly string[];
  readonly field: TrackedField;
  readonly cacheDir: string | null;
}

export function treeRequest(
  values: { field?: string | undefined; cache?: string | undefined; 'no-cache'?: boolean | undefined },
  positionals: readonly string[],
): TreeRequest {
  const [tree, ...paths] = positionals;
  if (tree === undefined) throw new UsageError('no TREE given: name the folder of a kernel tree');
  const cacheDir = values['no-cache'] ? null : (values.cache ?? defaultCacheDir());
  return { tree, paths, field: fieldNamed(values.field), cacheDir };
}

/** Reads the tree, telling how far it has come. */
export async function readTree(request: TreeRequest, io: Io): Promise<TreeReport> {
  const { workspace, report } = await openTree(request, io);
  workspace.dispose();
  return report;
}

/** Reads the tree and keeps it open for more questions; the caller disposes of it. */
export async function openTree(
  request: TreeRequest,
  io: Io,
): Promise<{ readonly workspace: Workspace; readonly report: TreeReport }> {
  const { tree: root, field, cacheDir, paths } = request;
  const workspace = await Workspace.open({ root, field, cacheDir });
  try {
    const onProgress = (scanned: number): void => io.progress(`${scanned} files read`);
    return { workspace, report: await workspace.index({ paths, onProgress }) };
  } catch (error) {
    workspace.dispose();
    throw error;
  } finally {
    io.progress('');
  }
}

/** Errors that are the caller's to mend: one line, exit code 2. */
export function isUsage(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof TreeError || error instanceof PresetError;
}

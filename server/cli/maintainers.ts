import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maintainersIn } from '../export/maintainers.ts';
import { reasonOf } from '../host/walk.ts';
import { UsageError } from './io.ts';

/**
 * The subsystems of a file by the tree's MAINTAINERS. Throws UsageError when the tree has none.
 */
export function maintainerIndex(tree: string): (file: string) => readonly string[] {
  const path = join(tree, 'MAINTAINERS');
  try {
    return maintainersIn(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${reasonOf(error)}; --by maintainer needs it`);
  }
}

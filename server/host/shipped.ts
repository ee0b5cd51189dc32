import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that ships beside the bundle; `fromRoot` names it in the repository, for runs from source. */
export function shipped(name: string, fromRoot: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, name);
  return existsSync(beside) ? beside : join(here, '../..', fromRoot);
}

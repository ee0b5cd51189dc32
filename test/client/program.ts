/** A small code path, as the server slices it. */
import type { Program } from '../../sim-core/slice/program.ts';

const spot = (line: number) => ({ file: 'mm/filemap.c', line });
const step = (op: Program['instructions'][number]['op'], line: number, otherwise?: number) => ({
  op,
  at: spot(line),
  fn: op,
  text: `${op}(page)`,
  via: ['find_it', 'lock_it'],
  ...(otherwise === undefined ? {} : { otherwise }),
});

/** Finds a page, locks it, lets it go. */
export const PROGRAM: Program = {
  version: 1,
  entry: 'find_it',
  at: spot(10),
  release: null,
  given: { page: false, referenced: false, locked: false, why: [] },
  instructions: [step('find', 12, 4), step('lock', 13), step('unlock', 15), step('put', 16)],
  leftOut: [],
};

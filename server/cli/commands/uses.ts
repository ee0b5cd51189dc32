import { writeFileSync } from 'node:fs';
import { rowOf } from '../../export/rows.ts';
import { sarifOf } from '../../export/sarif.ts';
import { usesTable } from '../../export/table.ts';
import { utf16Columns } from '../../host/columns.ts';
import { VERSION } from '../../host/version.ts';
import { reasonOf } from '../../host/walk.ts';
import { allUses } from '../../index/tree.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { summarise } from '../summary.ts';
import { parse, readTree, TREE_OPTIONS, treeRequest } from '../tree.ts';

export const usage =
  'mapshift uses [--json | --sarif FILE] [--field PRESET|FILE] [--cache DIR | --no-cache] TREE [PATH…]';

/** Every use of the field. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, { ...TREE_OPTIONS, sarif: { type: 'string' } });
  const request = treeRequest(values, positionals);
  const report = await readTree(request, io);
  const uses = allUses(report);
  if (values.sarif !== undefined) {
    try {
      const columnOf = utf16Columns(request.tree);
      const log = sarifOf({ uses, problems: report.problems, version: VERSION, columnOf });
      writeFileSync(values.sarif, `${JSON.stringify(log, null, 1)}\n`);
    } catch (error) {
      throw new UsageError(`${values.sarif}: ${reasonOf(error)}`);
    }
  }
  if (values.json) io.out(uses.map((use) => `${JSON.stringify(rowOf(use))}\n`).join(''));
  else if (values.sarif === undefined) {
    const colour =
      (io.colour || values.colour || values.color) && !values['no-colour'] && !values['no-color'];
    io.out(usesTable(uses, colour === true));
  }
  summarise(report, io, values.verbose ?? false);
  return EXIT.fine;
}

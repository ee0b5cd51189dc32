import { allUses, type TreeReport } from '../index/tree.ts';
import type { Io } from './io.ts';

/** How many problems are told one by one before only their number is. */
const SHOWN = 10;

/** The closing lines on stderr: what was found, and everything that could not be read. */
export function summarise(report: TreeReport, io: Io, verbose: boolean): void {
  const uses = allUses(report);
  const unknown = uses.filter((use) => use.confidence === 'unknown').length;
  const near = uses.filter((use) => use.nearDamage).length;
  const damaged = report.files.filter((file) => file.damage.length > 0);
  const friends = report.files.reduce((sum, file) => sum + file.falseFriends, 0);
  const shown = verbose ? report.problems : report.problems.slice(0, SHOWN);
  for (const problem of shown) io.err(`mapshift: ${problem.file || '.'}: ${problem.message}`);
  if (report.problems.length > shown.length)
    io.err(`mapshift: … and ${report.problems.length - shown.length} more (--verbose lists them)`);
  io.err(
    [
      `${uses.length} uses in ${new Set(uses.map((use) => use.file)).size} of ${report.scanned} files`,
      `${unknown} of unknown type`,
      `${friends} members of the same name belong to other records`,
      `${damaged.length} files with parse errors, ${near} uses near one`,
      `${report.problems.length} ${report.problems.length === 1 ? 'file or folder' : 'files or folders'} could not be read`,
    ].join('; '),
  );
  if (verbose)
    for (const file of damaged)
      for (const each of file.damage.slice(0, 5))
        io.err(`mapshift: ${file.file}:${each.line}: not parsed: ${each.text}`);
}

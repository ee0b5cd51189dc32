import { rowOf } from '../../export/rows.ts';
import { usesTable } from '../../export/table.ts';
import { GitError } from '../../host/gitRevision.ts';
import { usesSince } from '../../host/since.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { openTree, type TreeRequest } from '../tree.ts';

/**
 * A gate for CI: reads of the field that were not there at a git revision. Exit code 1 when there are
 * some. Throws UsageError where git cannot tell.
 */
export async function since(revision: string, request: TreeRequest, json: boolean, io: Io): Promise<number> {
  if (request.paths.length > 0) throw new UsageError('--since looks at the whole tree: name no PATH');
  const { workspace } = await openTree(request, io);
  try {
    const uses = await usesSince(workspace, revision);
    if (json) for (const use of uses) io.out(`${JSON.stringify(rowOf(use))}\n`);
    else io.out(usesTable(uses, io.colour));
    const new_ = uses.length === 1 ? '1 new raw use' : `${uses.length} new raw uses`;
    io.err(`${new_} of ${request.field.field} since ${revision}`);
    return uses.length > 0 ? EXIT.findings : EXIT.fine;
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(`--since ${revision}: ${error.message}`);
    throw error;
  } finally {
    workspace.dispose();
  }
}

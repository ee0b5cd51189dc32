// Run by scripts/bench-convert.mjs as `node widen.js TREE NAME:FILE…`: how long each plan takes, as JSON lines.

import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { widen } from '../../server/convert/signature/widen.ts';
import { createConversionTree } from '../../server/host/conversionTree.ts';
import { Workspace } from '../../server/host/workspace.ts';

const [root = '', ...targets] = process.argv.slice(2);
const since = (start: number): number => performance.now() - start;
const say = (row: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify(row)}\n`);
};

const workspace = await Workspace.open({ root, field: PAGE_MAPPING, cacheDir: null });
const began = performance.now();
await workspace.index();
const read = since(began);
const listed = performance.now();
const { words } = await createConversionTree(workspace);
say({ indexMs: read, wordsMs: since(listed) });
for (const target of targets) {
  const [name = '', file = ''] = target.split(':');
  // a new tree for each: nothing found for one is there for the next
  const start = performance.now();
  const tree = await createConversionTree(workspace, {}, words);
  const plan = await widen(tree, [{ kind: 'function', name, file, offset: 0 }]);
  const ms = since(start);
  const callers = plan.edits.filter(({ group }) => group === 'caller').length;
  const files = new Set(plan.edits.map((edit) => edit.file)).size;
  say({ name, ms, callers, files, refused: plan.refusals[0]?.reason ?? null });
}
workspace.dispose();

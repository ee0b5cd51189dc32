import type { Chain, ChainStep, Chains } from '../../paths/chains/model.ts';
import { offsetOfLine } from '../../paths/slice/target.ts';
import { EXIT, type Io, UsageError } from '../io.ts';
import { asked, openPaths } from '../paths.ts';
import { parse } from '../tree.ts';

export const usage = 'mapshift chains [--json] [--field PRESET|FILE] TREE FILE:LINE|FUNCTION';

/** Entry points and call paths that reach a place, with where the mapping is known on the way. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parse(argv, { json: { type: 'boolean' }, field: { type: 'string' } });
  const [tree, place, ...rest] = positionals;
  if (tree === undefined) throw new UsageError('no TREE given: name the folder of a kernel tree');
  if (place === undefined || rest.length > 0)
    throw new UsageError('name one place: FILE:LINE, or a FUNCTION');
  const opened = await openPaths(tree, values.field, io);
  try {
    const { fn, line } = await asked(place, opened);
    const offset = line === null ? null : offsetOfLine(fn.text, line);
    const found = await opened.paths.chains(fn, line === null || offset === null ? null : { line, offset });
    io.progress('');
    if (values.json) {
      for (const chain of found.chains) io.out(`${JSON.stringify(chain)}\n`);
      io.out(`${JSON.stringify({ complete: found.cut.length === 0, cut: found.cut })}\n`);
    } else io.out(told(found));
  } finally {
    opened.calls.dispose();
  }
  return EXIT.fine;
}

function told({ chains, cut }: Chains): string {
  const out = chains.map(chainLines);
  if (chains.length === 0) out.push('no entry point found\n');
  if (cut.length > 0) out.push(`not followed:\n${cut.map((line) => `  ${line}\n`).join('')}`);
  return out.join('\n');
}

function chainLines({ entry, kind, why, steps, known }: Chain): string {
  let out = `${entry}  [${kind}: ${why}]\n`;
  for (const [index, step] of steps.entries()) {
    const mark = index === known ? '*' : ' ';
    out += ` ${mark} ${'  '.repeat(Math.min(index, 10))}${step.function}  ${step.file}:${step.call?.line ?? step.line}${noted(step)}\n`;
  }
  if (known === null) out += '   the mapping is known nowhere on this way\n';
  return out;
}

function noted({ note, sources: [best] }: ChainStep): string {
  const source = best ? `  ← ${best.expression}${best.confidence === 'guess' ? '?' : ''}` : '';
  return `${note === '' ? '' : `  (${note})`}${source}`;
}

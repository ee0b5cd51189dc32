// `mapshift load [--json|--svg FILE] WORKLOAD [--set k=v…]`: quantitative curves.
import { writeFileSync } from 'node:fs';
import { workloadOf, workloads } from '../../../sim-core/workload/index.ts';
import { toSvg } from '../../../sim-core/workload/svg.ts';
import { runWorkload } from '../../../sim-core/workload/workload.ts';
import { guarded, type Io, parseOptions, UsageError } from './simOptions.ts';

export async function run(argv: string[], io: Io): Promise<number> {
  return guarded(io, async () => {
    const { words, flags, values, set } = parseOptions(argv, ['--json'], ['--svg']);
    const [id] = words;
    if (id === undefined)
      throw new UsageError(`load needs a workload: ${workloads.map((w) => w.id).join(', ')}`);
    const result = runWorkload(workloadOf(id), set);
    const file = values.get('--svg');
    if (file !== undefined) writeFileSync(file, toSvg(result.charts));
    if (flags.has('--json')) {
      io.stdout.write(`${JSON.stringify(result)}\n`);
      return 0;
    }
    if (file !== undefined) return 0;
    io.stdout.write(`${result.title}\n`);
    for (const [name, { value, unit, says, source }] of Object.entries(result.parameters)) {
      io.stdout.write(`  ${name} = ${value}${unit ? ` ${unit}` : ''}: ${says} (${source})\n`);
    }
    for (const { title, x, y, curves } of result.charts) {
      const xs = curves[0]?.points.map(([v]) => v) ?? [];
      const width = Math.max(x.length, ...curves.map(({ name }) => name.length));
      io.stdout.write(
        `\n${title}  (${y})\n  ${x.padEnd(width)} ${xs.map((v) => String(v).padStart(10)).join('')}\n`,
      );
      for (const { name, points } of curves) {
        io.stdout.write(
          `  ${name.padEnd(width)} ${points.map(([, v]) => Number(v.toPrecision(4)).toString().padStart(10)).join('')}\n`,
        );
      }
    }
    for (const note of result.notes) io.stdout.write(`\n${note}\n`);
    return 0;
  });
}

// `mapshift load [--json|--svg FILE] WORKLOAD [--set k=v…]`: quantitative curves.
import { writeFileSync } from 'node:fs';
import { workloadOf, workloads } from '../../../sim-core/workload/index.ts';
import { toSvg } from '../../../sim-core/workload/svg.ts';
import { runWorkload } from '../../../sim-core/workload/workload.ts';
import { type Io, UsageError } from '../io.ts';
import { guarded, parseOptions } from './simOptions.ts';

export const usage = 'mapshift load [--json | --svg FILE] WORKLOAD [--set k=v…]';

export async function run(argv: readonly string[], io: Io): Promise<number> {
  return guarded(async () => {
    const { words, flags, values, set } = parseOptions(argv, ['--json'], ['--svg']);
    const [id] = words;
    if (id === undefined)
      throw new UsageError(`load needs a workload: ${workloads.map((w) => w.id).join(', ')}`);
    const result = runWorkload(workloadOf(id), set);
    const file = values.get('--svg');
    if (file !== undefined) writeFileSync(file, toSvg(result.charts));
    if (flags.has('--json')) {
      io.out(`${JSON.stringify(result)}\n`);
      return 0;
    }
    if (file !== undefined) return 0;
    io.out(`${result.title}\n`);
    for (const [name, { value, unit, says, source }] of Object.entries(result.parameters)) {
      io.out(`  ${name} = ${value}${unit ? ` ${unit}` : ''}: ${says} (${source})\n`);
    }
    for (const { title, x, y, curves } of result.charts) {
      const xs = curves[0]?.points.map(([v]) => v) ?? [];
      const width = Math.max(x.length, ...curves.map(({ name }) => name.length));
      io.out(`\n${title}  (${y})\n  ${x.padEnd(width)} ${xs.map((v) => String(v).padStart(10)).join('')}\n`);
      for (const { name, points } of curves) {
        io.out(
          `  ${name.padEnd(width)} ${points.map(([, v]) => Number(v.toPrecision(4)).toString().padStart(10)).join('')}\n`,
        );
      }
    }
    for (const note of result.notes) io.out(`\n${note}\n`);
    return 0;
  });
}

// `mapshift scenarios [--json]`: what can be explored.

import { machineFor } from '../../../sim-core/scenario.ts';
import { scenarios } from '../../../sim-core/scenarios/index.ts';
import { guarded, type Io, parseOptions } from './simOptions.ts';

export async function run(argv: string[], io: Io): Promise<number> {
  return guarded(io, async () => {
    const { flags } = parseOptions(argv, ['--json'], []);
    for (const s of scenarios) {
      const first = { scheme: s.schemes[0] ?? '', variant: s.variants[0]?.id ?? '', set: {} };
      const processes = machineFor(s, first).processes.map(({ name }) => name);
      if (flags.has('--json')) {
        const { id, title, schemes, raisedBy, era, narration, facts, parameters, variants } = s;
        io.stdout.write(
          `${JSON.stringify({ id, title, schemes, processes, raisedBy, era, narration, facts, parameters, variants })}\n`,
        );
        continue;
      }
      io.stdout.write(
        `${s.id}\n  ${s.title}\n  raised by  ${s.raisedBy}\n  schemes    ${s.schemes.join(', ')}\n`,
      );
      io.stdout.write(
        `  variants   ${s.variants.map(({ id }) => id).join(', ')}\n  processes  ${processes.join(', ')}\n`,
      );
    }
    return 0;
  });
}

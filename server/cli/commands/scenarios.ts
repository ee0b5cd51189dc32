// `mapshift scenarios [--json]`: what can be explored.

import { machineFor } from '../../../sim-core/scenario.ts';
import { scenarios } from '../../../sim-core/scenarios/index.ts';
import type { Io } from '../io.ts';
import { guarded, parseOptions } from './simOptions.ts';

export const usage = 'mapshift scenarios [--json]';

export async function run(argv: readonly string[], io: Io): Promise<number> {
  return guarded(async () => {
    const { flags } = parseOptions(argv, ['--json'], []);
    for (const s of scenarios) {
      const first = { scheme: s.schemes[0] ?? '', variant: s.variants[0]?.id ?? '', set: {} };
      const processes = machineFor(s, first).processes.map(({ name }) => name);
      if (flags.has('--json')) {
        const { id, title, schemes, raisedBy, era, narration, facts, parameters, variants } = s;
        io.out(
          `${JSON.stringify({ id, title, schemes, processes, raisedBy, era, narration, facts, parameters, variants })}\n`,
        );
        continue;
      }
      io.out(`${s.id}\n  ${s.title}\n  raised by  ${s.raisedBy}\n  schemes    ${s.schemes.join(', ')}\n`);
      io.out(
        `  variants   ${s.variants.map(({ id }) => id).join(', ')}\n  processes  ${processes.join(', ')}\n`,
      );
    }
    return 0;
  });
}

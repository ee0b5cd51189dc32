// Traces to pass on, and reading them again. A run of a scenario of the registry has the short form and
// JSON of the command line; a code path has no other home, so its JSON carries the program.
import { loadTrace, TraceError, toJson, toShare } from '../../../../sim-core/trace/trace.ts';
import { scenarioOf } from '../../../shared/panel/playable.ts';
import { parseRun, type RunState } from '../../../shared/panel/run.ts';

const FORMAT = 'mapshift-run';

/** The short form of the whole run; undefined for a code path. */
export function shareText({ play, setting, choices }: RunState): string | undefined {
  return 'program' in play ? undefined : toShare({ scenario: play.scenario, setting, choices });
}

export function jsonText(run: RunState): string {
  const { play, setting, choices } = run;
  if ('program' in play) return JSON.stringify({ format: FORMAT, version: 1, run });
  return toJson({ scenario: play.scenario, setting, choices });
}

/** The run that a text stands for, checked by replay later. Throws TraceError with one clear line. */
export function readRun(text: string): RunState {
  const trimmed = text.trim();
  if (trimmed === '') throw new TraceError('there is no trace in it');
  if (trimmed.startsWith('{')) {
    const data = parseJson(trimmed);
    if (isOurs(data)) {
      const run = parseRun((data as { run?: unknown }).run);
      if (!run) throw new TraceError('the run in this file cannot be read');
      return run;
    }
  }
  const { trace } = loadTrace(trimmed, (scenario) => scenarioOf({ scenario }));
  const { scenario, setting, choices } = trace;
  return { play: { scenario }, setting, choices, at: 0 };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TraceError('the trace is not JSON, or is cut short');
  }
}

function isOurs(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'format' in data && data.format === FORMAT;
}

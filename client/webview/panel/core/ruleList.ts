// The rules of a play: those that hold in every state, and those that single steps insist on, as far as they
// have come to light. When and why each became false.
import { DEADLOCK } from '../../../../sim-core/explore/search.ts';
import type { Findings } from '../../../shared/panel/exploration.ts';
import type { Position } from './position.ts';
import type { Timeline } from './timeline.ts';

export interface RuleLine {
  readonly text: string;
  readonly state: 'holds' | 'broken' | 'threatened';
  /** The step (from 1) that broke it. */
  readonly step?: number;
  /** Why, in one sentence. */
  readonly why?: string;
}

/** `seen`: rules that some exploration of this scenario saw broken. */
export function ruleList(
  line: Timeline,
  at: number,
  position: Position,
  seen: readonly string[],
  findings: Findings | undefined,
): RuleLine[] {
  const { machine, broken } = line;
  const texts = new Set([...machine.rules.map(({ text }) => text), ...seen, DEADLOCK]);
  for (const text of [broken, findings?.run?.rule]) if (text !== undefined) texts.add(text);
  for (const { breaks } of position.open) if (breaks !== undefined) texts.add(breaks);
  return [...texts].map((text) => {
    if (position.broken === text) return { text, state: 'broken', step: at, why: whyBroken(line, at) };
    if (text === DEADLOCK && position.stuck)
      return { text, state: 'broken', step: at, why: whyStuck(position) };
    const loops = whyEndless(line, at, text, findings);
    if (loops !== undefined) return { text, state: 'broken', step: at, why: loops };
    const threat = position.open.find(({ breaks }) => breaks === text);
    if (threat) return { text, state: 'threatened', why: `${threat.name} would break it with ${threat.fn}` };
    return { text, state: 'holds' };
  });
}

function whyBroken(line: Timeline, at: number): string {
  const step = line.taken[at - 1];
  if (!step) return '';
  const changes = line.changes(at - 1).map(({ field, before, after }) => `${field} ${before} → ${after}`);
  const what = `${step.name}, ${step.fn}: ${step.does}`;
  return changes.length > 0 ? `${what}; ${changes.join(', ')}` : what;
}

function whyStuck({ waiting }: Position): string {
  return waiting.map(({ name, fn }) => `${name} waits in ${fn}`).join('; ');
}

/** A run that goes on for ever breaks its rule at the end of the first round. */
function whyEndless(
  line: Timeline,
  at: number,
  text: string,
  findings: Findings | undefined,
): string | undefined {
  const run = findings?.run;
  if (run?.repeatsFrom === undefined || run.rule !== text) return undefined;
  if (at !== line.length || line.length !== run.choices.length) return undefined;
  const same = run.choices.every(
    ({ process, way }, i) => line.choices[i]?.process === process && line.choices[i]?.way === way,
  );
  if (!same) return undefined;
  return `the state is that after step ${run.repeatsFrom} again: these ${line.length - run.repeatsFrom} steps can go round for ever`;
}

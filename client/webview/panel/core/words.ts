// Sentences about a run, for the eye and for a screen reader.
import type { Change } from '../../../../sim-core/explore/trace.ts';
import type { Findings } from '../../../shared/panel/exploration.ts';
import type { Position } from './position.ts';
import type { Timeline } from './timeline.ts';

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

export function changeWords({ field, before, after }: Change): string {
  return `${field}: ${before} → ${after}`;
}

/** What a screen reader is told after each step. */
export function stepWords(line: Timeline, at: number, position: Position): string {
  const parts: string[] = [];
  const step = line.taken[at - 1];
  if (!step) parts.push(`The start${line.length > 0 ? ` of ${count(line.length, 'step')}` : ''}.`);
  else {
    parts.push(`Step ${at} of ${line.length}. ${step.name}, ${step.fn}: ${step.does}.`);
    const changes = line.changes(at - 1);
    if (changes.length > 0)
      parts.push(`${changes.map(({ field, after }) => `${field} is now ${after}`).join(', ')}.`);
  }
  if (position.broken !== undefined) parts.push(`Rule broken: ${position.broken}.`);
  else if (position.stuck) parts.push('Nobody can go on, and somebody should.');
  else if (position.open.length === 0) parts.push('Every path has ended.');
  for (const { name } of position.waiting) parts.push(`${name} waits.`);
  return parts.join(' ');
}

/** The verdict in one line. */
export function verdictWords(findings: Findings): string {
  const { goal, verdict, states, run, limit } = findings;
  const looked = count(states, 'state');
  if (goal === 'passing') {
    if (run)
      return `A run of ${count(run.choices.length, 'step')} in which everybody ends and nothing breaks.`;
    if (verdict === 'violated') return `There is none: all ${looked} were visited, and no run ends well.`;
    return `None was found within ${looked}; there may be one beyond.`;
  }
  if (verdict === 'holds')
    return `Holds: all ${looked} explored, no rule broken, nobody waits or loops for ever.`;
  if (verdict === 'bounded')
    return `Bounded: nothing found in ${looked}, but the limit was hit (${limit ?? 'unknown'}), so nothing is proved.`;
  const steps = run ? `, shortest run ${count(run.choices.length, 'step')}` : '';
  return `Violated: ${run?.rule ?? 'a rule is broken'}${steps}, found in ${looked}.`;
}

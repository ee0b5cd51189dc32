// Answers one question in slices. The page's worker and the host's worker thread both run this.
import { Check, type Report } from '../../../sim-core/explore/check.ts';
import { countSwitches } from '../../../sim-core/explore/trace.ts';
import { machineFor } from '../../../sim-core/scenario.ts';
import type { Findings, Outcome, Question } from './exploration.ts';
import { PassingSearch, passingWalk } from './passing.ts';
import { scenarioOf } from './playable.ts';

export type Clock = () => number;

/** Call `run` until it gives something else than progress; drop it to cancel. */
export interface Exploration {
  /** Works for about so many milliseconds. Never throws: what went wrong is a `failed` outcome. */
  run(milliseconds: number): Outcome;
}

/** Starts on a question. `now` is a clock in milliseconds. */
export function explore(question: Question, now: Clock): Exploration {
  let work: Exploration;
  try {
    const machine = machineFor(scenarioOf(question.play), question.setting);
    const { goal, states } = question.options;
    work =
      goal === 'bug'
        ? findBug(new Check(machine, { limits: { states }, graphStates: Math.min(states, 400_000) }, now))
        : findPassing(machine, states, now);
  } catch (error) {
    return { run: () => failed(error) };
  }
  return {
    run(milliseconds) {
      try {
        return work.run(milliseconds);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

/** Answers in one go. */
export function exploreNow(question: Question, now: Clock = () => 0): Outcome {
  const work = explore(question, now);
  for (;;) {
    const outcome = work.run(1000);
    if (outcome.kind !== 'progress') return outcome;
  }
}

function failed(error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', why: why.split('\n')[0]?.slice(0, 500) ?? '' };
}

function findBug(check: Check): Exploration {
  return {
    run(milliseconds) {
      const report = check.run(milliseconds);
      if (!report) return { kind: 'progress', progress: check.progress };
      return { kind: 'found', findings: toFindings(report) };
    },
  };
}

function toFindings(report: Report): Findings {
  const { verdict, states, transitions, depth, seconds, symmetry, run, limit } = report;
  const more = limit === undefined ? {} : { limit };
  if (!run) return { goal: 'bug', verdict, states, transitions, depth, seconds, symmetry, ...more };
  const { choices, rule, switches, repeatsFrom } = run;
  const found = { choices, rule, switches, ...(repeatsFrom === undefined ? {} : { repeatsFrom }) };
  return { goal: 'bug', verdict, states, transitions, depth, seconds, symmetry, run: found, ...more };
}

function findPassing(machine: ConstructorParameters<typeof Check>[0], most: number, now: Clock): Exploration {
  const began = now();
  const search = new PassingSearch(machine, most);
  let walked = false;
  const findings = (verdict: Findings['verdict'], more: Partial<Findings>): Outcome => ({
    kind: 'found',
    findings: {
      goal: 'passing',
      verdict,
      states: search.table.count,
      transitions: search.transitions,
      depth: more.run?.choices.length ?? 0,
      seconds: (now() - began) / 1000,
      symmetry: 1,
      ...more,
    },
  });
  return {
    run(milliseconds) {
      if (!walked) {
        walked = true;
        const choices = passingWalk(machine);
        if (choices) return findings('holds', { run: { choices, switches: countSwitches(choices) } });
      }
      const start = now();
      do {
        const answer = search.run(2000);
        if (answer === 'none') return findings('violated', {});
        if (answer === 'limit') return findings('bounded', { limit: 'states' });
        if (answer) return findings('holds', { run: { choices: answer, switches: countSwitches(answer) } });
      } while (now() > start && now() - start < milliseconds);
      const { table, waiting, transitions } = search;
      const seconds = (now() - began) / 1000;
      return {
        kind: 'progress',
        progress: { states: table.count, waiting, transitions, depth: 0, seconds, phase: 'search' },
      };
    },
  };
}

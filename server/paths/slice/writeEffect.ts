// A call of the table as steps of the graph.
import { TESTS } from '../../../sim-core/slice/program.ts';
import type { Effect } from './effect.ts';
import { after, type CallStep, calledBy, outcome, pageArgument, plain, rights } from './outcome.ts';
import { moved, type State, top } from './state.ts';
import { ANY, type Value } from './values.ts';
import { WITHOUT_PAGE, type Writer } from './writer.ts';

/**
 * Writes the steps of a call that the table knows. The state behind it; null when steps were written and the walk
 * goes on from their successors.
 */
export function writeEffect(
  write: Writer,
  id: number,
  { step, effect, values }: { step: CallStep; effect: Effect; values: readonly Value[] },
  state: State,
): State | null {
  const frame = top(state);
  const { pc } = frame;
  const { ops, result } = effect;
  const done = (value: Value): State => moved(state, pc, { [step.to]: value });
  if (effect.lost !== undefined && ops.length === 0 && /[PO]/.test(values.join('')))
    write.leave(step.at, 'state', calledBy(step), effect.lost);
  const [last] = ops.slice(-1);
  if (last === undefined) return done(plain(effect, values, state));
  if (effect.after !== undefined && state.last === effect.after) return done(outcome(result, true));
  const page = pageArgument(effect, values);
  if (page === 'O') {
    write.leave(step.at, 'state', calledBy(step), 'another page than the one played');
    return done(ANY);
  }
  if (last === 'find' && state.page === 'given') {
    write.leave(
      step.at,
      'state',
      calledBy(step),
      'a second page is looked up; only the one handed in is played',
    );
    return done(effect.result === 'page' ? 'O' : ANY);
  }
  if (!WITHOUT_PAGE.test(last) && write.missing(id, step.at, calledBy(step), state)) return null;
  if (effect.lost !== undefined) write.leave(step.at, 'state', calledBy(step), effect.lost);
  if (effect.locked !== undefined && state.holds === '?')
    write.nodes.wantsLock(`${step.s === 'call' ? step.name : step.text}() ${effect.locked}`);
  const name = step.s === 'call' ? step.name : step.member;
  const bound: State =
    last === 'find' || last === 'add-to-cache'
      ? { ...state, page: 'found' }
      : WITHOUT_PAGE.test(last)
        ? state
        : write.withPage(state);
  let at = id;
  let now = bound;
  for (const [index, op] of ops.entries()) {
    const chosen = rights(op, values);
    const guess = chosen === op || op !== 'map-writable' ? effect.guess : undefined;
    const instruction = {
      ...write.instruction(chosen, step.at, name, state),
      ...(guess !== undefined && !(values.includes('RW') && op === 'map-writable') && { guess }),
    };
    const before = now;
    now = after(now, op);
    if (index < ops.length - 1) {
      const next = write.nodes.add();
      write.nodes.step(at, instruction, next);
      at = next;
      continue;
    }
    const goOn = (from: State, value: Value): number => write.node(moved(from, pc, { [step.to]: value }));
    if (TESTS.has(op) && /^(?:bool|page|error|inverted)$/.test(result)) {
      // a test that failed leaves the lock and the references as they were
      const failed: State =
        op === 'find' ? { ...state, page: 'missing', last: null } : { ...before, last: null };
      write.nodes.test(
        at,
        instruction,
        goOn(now, outcome(result, true)),
        goOn(failed, outcome(result, false)),
      );
    } else {
      const next = goOn(now, plain(effect, values, state));
      if (TESTS.has(op)) write.nodes.test(at, instruction, next, next);
      else write.nodes.step(at, instruction, next);
    }
  }
  return null;
}

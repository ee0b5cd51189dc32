// What the page and its worker say to each other. The worker is our own bundle, yet what it sends is checked
// as everything else is.
import type { WorkloadResult } from '../../../../sim-core/workload/workload.ts';
import { isObject, numbers } from '../../../shared/panel/check.ts';
import {
  type Outcome,
  parseOutcome,
  parseQuestion,
  type Question,
} from '../../../shared/panel/exploration.ts';
import { parseName } from '../../../shared/panel/run.ts';

/** One thing at a time: a worker answers a task before it is given the next one. */
export type Task =
  | { readonly task: 'explore'; readonly question: Question }
  | { readonly task: 'load'; readonly workload: string; readonly set: Readonly<Record<string, number>> };

export type Reply =
  | { readonly reply: 'outcome'; readonly outcome: Outcome }
  | { readonly reply: 'curves'; readonly result: WorkloadResult };

export function parseTask(value: unknown): Task | null {
  if (!isObject(value)) return null;
  if (value.task === 'explore') {
    const question = parseQuestion(value.question);
    return question && { task: 'explore', question };
  }
  const workload = parseName(value.workload);
  const set = numbers(value.set);
  return value.task === 'load' && workload !== null && set ? { task: 'load', workload, set } : null;
}

export function parseReply(value: unknown): Reply | null {
  if (!isObject(value)) return null;
  if (value.reply === 'outcome') {
    const outcome = parseOutcome(value.outcome);
    return outcome && { reply: 'outcome', outcome };
  }
  if (value.reply !== 'curves' || !isObject(value.result) || !Array.isArray(value.result.charts)) return null;
  // computed by the bundle's own code from checked numbers
  return { reply: 'curves', result: value.result as unknown as WorkloadResult };
}

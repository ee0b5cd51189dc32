// The worker: explores and computes curves beside the page, so that the page stays smooth. One bundled classic
// script, started from a blob. To cancel, the page ends the worker.
import { workloadOf } from '../../../../sim-core/workload/index.ts';
import { runWorkload } from '../../../../sim-core/workload/workload.ts';
import type { Question } from '../../../shared/panel/exploration.ts';
import { explore } from '../../../shared/panel/explorer.ts';
import { parseTask, type Reply } from './talk.ts';

/** How long it works between two reports of progress, in milliseconds. */
const SLICE = 100;

const reply = (message: Reply): void => self.postMessage(message);
const failed = (why: string): void => reply({ reply: 'outcome', outcome: { kind: 'failed', why } });

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const task = parseTask(event.data);
  if (!task) failed('the worker does not know this task');
  else if (task.task === 'explore') exploreAll(task.question);
  else load(task.workload, task.set);
});

function exploreAll(question: Question): void {
  const work = explore(question, () => performance.now());
  for (;;) {
    const outcome = work.run(SLICE);
    reply({ reply: 'outcome', outcome });
    if (outcome.kind !== 'progress') return;
  }
}

function load(workload: string, set: Readonly<Record<string, number>>): void {
  try {
    reply({ reply: 'curves', result: runWorkload(workloadOf(workload), set) });
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
  }
}

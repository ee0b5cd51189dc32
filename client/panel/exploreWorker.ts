// The thread that answers one big question for the panel. It knows no editor; the thread is ended to cancel.
import { parentPort } from 'node:worker_threads';
import type { Outcome } from '../shared/panel/exploration.ts';
import { parseQuestion } from '../shared/panel/exploration.ts';
import { explore } from '../shared/panel/explorer.ts';

/** Between two reports of progress, in milliseconds. */
const REPORT = 250;

parentPort?.once('message', (data: unknown) => {
  const send = (outcome: Outcome): void => parentPort?.postMessage(outcome);
  const question = parseQuestion(data);
  if (!question) {
    send({ kind: 'failed', why: 'the question cannot be read' });
    return;
  }
  const work = explore(question, () => performance.now());
  for (;;) {
    const outcome = work.run(REPORT);
    send(outcome);
    if (outcome.kind !== 'progress') return;
  }
});

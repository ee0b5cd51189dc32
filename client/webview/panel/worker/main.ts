// The worker: explores beside the page, so that the page stays smooth. One bundled classic script.
import { parseQuestion } from '../../../shared/panel/exploration.ts';

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!parseQuestion(event.data))
    self.postMessage({ kind: 'failed', why: 'the worker does not know this question' });
});

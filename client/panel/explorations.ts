// Explorations that are too big for the page: each in a worker thread of the extension host.
import { Worker } from 'node:worker_threads';
import { type Outcome, parseOutcome, type Question } from '../shared/panel/exploration.ts';

type Report = (outcome: Outcome) => void;

/** Each holds its states in memory, and more than two would only slow each other down. */
const MOST = 2;

export class Explorations {
  readonly #jobs = new Map<number, { readonly worker: Worker; readonly report: Report }>();

  /** `script`: the bundled worker, an absolute path. */
  constructor(private readonly script: string) {}

  get running(): number {
    return this.#jobs.size;
  }

  /** Starts a job; `report` is called until something else than progress has come. */
  start(job: number, question: Question, report: Report): void {
    if (this.#jobs.has(job)) return;
    if (this.#jobs.size >= MOST) {
      report({ kind: 'failed', why: 'two explorations are running already' });
      return;
    }
    const worker = new Worker(this.script);
    this.#jobs.set(job, { worker, report });
    worker.on('message', (data: unknown) => {
      const outcome = parseOutcome(data) ?? { kind: 'failed', why: 'the explorer gave no answer' };
      if (outcome.kind === 'progress') this.#jobs.get(job)?.report(outcome);
      else this.#end(job, outcome);
    });
    worker.on('error', (error) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#end(job, { kind: 'failed', why: why.split('\n')[0]?.slice(0, 500) ?? '' });
    });
    worker.on('exit', () => this.#end(job, { kind: 'failed', why: 'the explorer ended without an answer' }));
    worker.postMessage(question);
  }

  /** Ends a job without a report. */
  cancel(job: number): void {
    const found = this.#jobs.get(job);
    this.#jobs.delete(job);
    void found?.worker.terminate();
  }

  dispose(): void {
    for (const job of [...this.#jobs.keys()]) this.cancel(job);
  }

  #end(job: number, outcome: Outcome): void {
    const found = this.#jobs.get(job);
    if (!found) return;
    this.#jobs.delete(job);
    found.report(outcome);
    void found.worker.terminate();
  }
}

// Lets questions be answered: by the page's worker, and where that is too big for a page, or no worker
// can be started, by the host.
import type { Findings, Outcome, Question } from '../../shared/panel/exploration.ts';
import type { Host } from './host.ts';
import type { Job, Workers } from './worker/workers.ts';

/** The most states that the page carries itself: some tens of megabytes. */
export const PAGE_STATES = 1_000_000;
export const HOST_STATES = 20_000_000;

export interface Progress {
  readonly where: 'page' | 'host';
  readonly states: number;
  readonly depth: number;
  readonly phase: 'search' | 'cycles' | 'done';
}

export interface Asker {
  progress(progress: Progress): void;
  found(findings: Findings): void;
  failed(why: string): void;
}

export class Explorer {
  private jobs = 0;
  private readonly inHost = new Map<number, Asker>();

  constructor(
    private readonly workers: Workers,
    private readonly host: Host,
  ) {}

  /** Asks; the question's limit of states is set here. Replies come until `found` or `failed`, or the job is cancelled. */
  ask({ play, setting, options }: Question, asker: Asker): Job {
    const question = { play, setting, options: { ...options, states: PAGE_STATES } };
    let current: Job = this.workers.run(
      { task: 'explore', question },
      {
        heard: (reply) => {
          if (reply.reply !== 'outcome') return;
          const { outcome } = reply;
          const tooBig = outcome.kind === 'found' && outcome.findings.limit === 'states';
          if (tooBig) current = this.askHost(question, asker);
          else pass(outcome, 'page', asker);
        },
        failed: (why) => {
          this.host.send({ type: 'fault', text: why });
          current = this.askHost(question, asker);
        },
      },
    );
    return { cancel: () => current.cancel() };
  }

  /** The host reported on a job. */
  report(job: number, outcome: Outcome): void {
    const asker = this.inHost.get(job);
    if (!asker) return;
    if (outcome.kind !== 'progress') this.inHost.delete(job);
    pass(outcome, 'host', asker);
  }

  private askHost({ play, setting, options }: Question, asker: Asker): Job {
    const job = ++this.jobs;
    this.inHost.set(job, asker);
    const question = { play, setting, options: { ...options, states: HOST_STATES } };
    this.host.send({ type: 'explore', job, question });
    asker.progress({ where: 'host', states: 0, depth: 0, phase: 'search' });
    return {
      cancel: () => {
        this.inHost.delete(job);
        this.host.send({ type: 'cancel', job });
      },
    };
  }
}

function pass(outcome: Outcome, where: Progress['where'], asker: Asker): void {
  if (outcome.kind === 'failed') asker.failed(outcome.why);
  else if (outcome.kind === 'found') asker.found(outcome.findings);
  else {
    const { states, depth, phase } = outcome.progress;
    asker.progress({ where, states, depth, phase });
  }
}

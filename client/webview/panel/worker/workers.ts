// Starts workers and gives them tasks. A webview may not start a worker from its own files, but from a
// blob: the bundle is fetched once and kept.
import { parseReply, type Reply, type Task } from './talk.ts';

export interface Job {
  cancel(): void;
}

/** Hears every reply of a task; `end` says that no more will come, with one line when it went wrong. */
export interface Listener {
  heard(reply: Reply): void;
  failed(why: string): void;
}

export class Workers {
  private source: Promise<string> | undefined;
  private idle: Worker | undefined;

  constructor(private readonly uri: string) {}

  /** Gives a worker a task. Cancelling ends the worker, whatever it is doing. */
  run(task: Task, listener: Listener): Job {
    let cancelled = false;
    let worker: Worker | undefined;
    const begin = async (): Promise<void> => {
      worker = this.idle ?? (await this.start());
      this.idle = undefined;
      if (cancelled) {
        worker.terminate();
        return;
      }
      const mine = worker;
      mine.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (cancelled) return;
        const reply = parseReply(data);
        if (!reply) return;
        if (reply.reply === 'curves' || reply.outcome.kind !== 'progress') {
          worker = undefined;
          this.rest(mine);
        }
        listener.heard(reply);
      };
      mine.onerror = (event) => {
        event.preventDefault();
        mine.terminate();
        if (!cancelled) listener.failed(event.message || 'the worker failed');
      };
      mine.postMessage(task);
    };
    begin().catch((error: unknown) => {
      if (!cancelled)
        listener.failed(
          `the worker did not start: ${error instanceof Error ? error.message : String(error)}`,
        );
    });
    return {
      cancel: () => {
        cancelled = true;
        worker?.terminate();
      },
    };
  }

  private async start(): Promise<Worker> {
    this.source ??= this.fetchSource();
    return new Worker(await this.source);
  }

  private async fetchSource(): Promise<string> {
    const response = await fetch(this.uri);
    if (!response.ok) throw new Error(`${response.status} for ${this.uri}`);
    return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  }

  /** Keeps one worker for the next task. */
  private rest(worker: Worker): void {
    worker.onmessage = null;
    if (this.idle) worker.terminate();
    else this.idle = worker;
  }
}

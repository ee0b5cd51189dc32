// What the page was told to show comes back as a move of its own. Such an answer may be late, when the
// debugger is further on already: taken for a move of the user it would pull the debugger back.
import type { RunState } from '../shared/panel/run.ts';
import { samePlace } from './sharedRun.ts';

/** An answer that has not come by then, in milliseconds, is not expected any more: the page may have refused. */
const PATIENCE = 3000;
const MOST = 100;

export class Echo {
  #sent: { readonly run: RunState; readonly when: number }[] = [];

  constructor(private readonly now: () => number = Date.now) {}

  /** The page is told to show this. */
  sent(run: RunState): void {
    this.#sent = [...this.#sent.slice(1 - MOST), { run, when: this.now() }];
  }

  /** Is this the page's answer to what it was told? Answers may be left out, but never change places. */
  isAnswer(run: RunState): boolean {
    this.#sent = this.#sent.filter(({ when }) => this.now() - when <= PATIENCE);
    const index = this.#sent.findIndex((each) => samePlace(each.run, run));
    if (index < 0) return false;
    this.#sent = this.#sent.slice(index + 1);
    return true;
  }

  /** The page is gone: it will not answer. */
  forget(): void {
    this.#sent = [];
  }
}

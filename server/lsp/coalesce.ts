/**
 * Runs `work` once for any number of calls within `delay` milliseconds. The first call of a burst
 * sets the time, so a steady stream cannot put the work off for ever.
 */
export class Coalescer {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly delay: number,
    private readonly work: () => void,
  ) {}

  trigger(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.work();
    }, this.delay);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

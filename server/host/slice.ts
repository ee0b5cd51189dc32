/** Lets the event loop run when a piece of work has held it for a while, and notices a cancel. */
export class Slice {
  #since = performance.now();

  constructor(
    readonly enabled: boolean,
    readonly signal?: AbortSignal,
  ) {}

  /** Throws Cancelled when the signal has aborted. Cheap to call often. */
  async rest(): Promise<void> {
    if (this.signal?.aborted) throw new Cancelled();
    if (!this.enabled || performance.now() - this.#since < 8) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}

/** The caller's signal aborted: what was known before still stands. */
export class Cancelled extends Error {
  override name = 'Cancelled';

  constructor() {
    super('cancelled');
  }
}

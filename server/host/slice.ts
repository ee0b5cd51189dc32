/** How long a piece of work may hold the thread, in milliseconds: a keystroke may have to wait that long. */
const HOLD_MS = 2;

/**
 * Lets the event loop run when a piece of work has held it for a while, and notices a cancel. Where
 * somebody is typing the work stands back: `quietIn` says for how many milliseconds, and it is asked
 * once for each slice, so that the work goes on under any flood of keys.
 */
export class Slice {
  #since = performance.now();

  constructor(
    readonly enabled: boolean,
    readonly signal?: AbortSignal,
    readonly quietIn: () => number = () => 0,
  ) {}

  /** Throws Cancelled when the signal has aborted. Cheap to call often. */
  async rest(): Promise<void> {
    if (this.signal?.aborted) throw new Cancelled();
    if (!this.enabled || performance.now() - this.#since < HOLD_MS) return;
    const wait = this.quietIn();
    await new Promise((resolve) => (wait > 0 ? setTimeout(resolve, wait) : setImmediate(resolve)));
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

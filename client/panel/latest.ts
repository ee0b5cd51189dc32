/** Calls back with the latest of many values, at most once in so many milliseconds; the first at once. */
export class Latest<T> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: { readonly value: T } | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly call: (value: T) => void,
  ) {}

  give(value: T): void {
    if (this.#timer) {
      this.#waiting = { value };
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) this.give(waiting.value);
    }, this.milliseconds);
    this.call(value);
  }

  /** What waits is not told any more. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }
}

// When things are done.

/** A wait of fewer milliseconds goes by the screen's frames: one step, one picture. */
const SHORT = 40;

/** Does something after so many milliseconds; what it returns calls it off. */
export function after(milliseconds: number, work: () => void): () => void {
  if (milliseconds >= SHORT) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  }
  // half a frame early is nearer than half a frame late
  const due = performance.now() + milliseconds - 8;
  let frame = 0;
  const look = (now: number): void => {
    if (now >= due) work();
    else frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}

/** Does something at once when asked, but then not again for a while; what was asked meanwhile is done after it. */
export class Throttle {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private again = false;

  /** `pause` in milliseconds. */
  constructor(
    private readonly pause: number,
    private readonly work: () => void,
  ) {}

  soon(): void {
    if (this.timer !== undefined) this.again = true;
    else this.now();
  }

  /** Does what is waiting, if anything is. */
  flush(): void {
    if (this.again) this.now();
  }

  private now(): void {
    clearTimeout(this.timer);
    this.again = false;
    this.work();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.again) this.now();
    }, this.pause);
  }
}

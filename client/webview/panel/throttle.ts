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

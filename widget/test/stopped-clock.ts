import type { Clock } from "../src/clock";

/** Time that stands still until it is moved, and runs what is due on the way. */
export class StoppedClock implements Clock {
  at = 1_000_000;
  private due: { at: number; then: () => void }[] = [];

  now(): number {
    return this.at;
  }

  random(): number {
    return 0;
  }

  after(ms: number, then: () => void): () => void {
    const entry = { at: this.at + ms, then };
    this.due.push(entry);
    return () => void (this.due = this.due.filter((one) => one !== entry));
  }

  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const next = this.due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.due = this.due.filter((one) => one !== next);
      this.at = Math.max(this.at, next.at);
      next.then();
    }
    this.at = end;
  }

  /** As when a laptop is closed: timers run late, all at once. */
  sleep(ms: number): void {
    this.at += ms;
    this.pass(0);
  }
}

/**
 * Tells the server that the visitor is writing, and, where the channel lets agents read along, what so far.
 *
 * Rule 1: at most one frame in so many milliseconds; where agents read along, the last state of what is typed
 *         meanwhile follows then.
 * Rule 2: whoever pauses does not write any more, and their words may still be read; not what was sent or left.
 */

import type { Clock } from "./clock";
import type { PageFrame } from "./frames";

const EVERY = 4_000;
const EVERY_PREVIEW = 1_000;
const PAUSE = 6_000;
/** Characters of it that travel: the last ones. */
const PREVIEWED = 400;

export class Typing {
  previewed = false;
  #at = 0;
  #isTold = false;
  #cancelNext: () => void = () => {};
  #cancelPause: () => void = () => {};
  readonly #clock: Clock;
  readonly #send: (frame: PageFrame) => unknown;

  constructor(clock: Clock, send: (frame: PageFrame) => unknown) {
    this.#clock = clock;
    this.#send = send;
  }

  /** These words stand in the field; without any, nothing is being written. */
  write(words: string): void {
    this.leave();
    if (!words) {
      if (this.#isTold) this.#tell(false, "");
      return;
    }
    const wait = this.#at + (this.previewed ? EVERY_PREVIEW : EVERY) - this.#clock.now();
    if (wait <= 0) this.#tell(true, words);
    else if (this.previewed) this.#cancelNext = this.#clock.after(wait, () => this.#tell(true, words));
    this.#cancelPause = this.#clock.after(PAUSE, () => this.#tell(false, words));
  }

  leave(): void {
    this.#cancelNext();
    this.#cancelPause();
  }

  #tell(on: boolean, words: string): void {
    const text = this.previewed && words.slice(-PREVIEWED);
    this.#send({ t: "typing", on, ...(text ? { text } : {}) });
    this.#at = on ? this.#clock.now() : 0;
    this.#isTold = on || !!text;
  }
}

/**
 * Several tabs of one site are one visitor: what one tab does, the others hear of.
 *
 * Kept on the shelf, and so heard as a storage event: the token, and what is not safe yet (`out:<cid>`).
 * Said on a BroadcastChannel: what was displayed, what was thrown away.
 * One sound for all: the tab that is looked at comes first, and whoever rang says so on the shelf.
 */

import type { Clock } from "./clock";
import type { Shelf } from "./shelf";

export type Word = { read: number } | { discarded: string } | { dismissed: true } | { forgotten: true };

export interface Neighbours {
  /** Another tab said this. */
  heard(word: Word): void;
  /** Another tab changed what is not safe yet. */
  changed(): void;
}

const LOOKED_AT = 0;
const IN_SIGHT = 150;
const HIDDEN = 300;
const SPREAD = 200;
const SETTLING = 250;

export class Tabs {
  #hasLeft = false;
  readonly #air: BroadcastChannel;
  readonly #ear: (event: StorageEvent) => void;
  readonly #shelf: Shelf;
  readonly #clock: Clock;

  constructor(shelf: Shelf, clock: Clock, neighbours: Neighbours) {
    this.#shelf = shelf;
    this.#clock = clock;
    this.#air = new BroadcastChannel(shelf.prefix);
    this.#air.onmessage = (event) => neighbours.heard(event.data as Word);
    this.#ear = (event) => event.key?.startsWith(`${shelf.prefix}out:`) && neighbours.changed();
    addEventListener("storage", this.#ear);
  }

  say(word: Word): void {
    this.#air.postMessage(word);
  }

  /** Runs `ring` in one tab only, for the message at `seq`. */
  ringOnce(seq: number, ring: () => boolean): void {
    const ringUnlessRung = () => {
      const isRung = Number(this.#shelf.get("rang")) >= seq;
      // Who left while waiting for their turn leaves nothing on the shelf any more.
      if (!this.#hasLeft && !isRung && ring()) this.#shelf.set("rang", String(seq));
    };
    // Where there are no locks (a page on plain http) the waiting alone has to keep them apart.
    const { locks } = navigator as Partial<Navigator>;
    this.#clock.after(this.#patience(), () => {
      if (!locks) return ringUnlessRung();
      void locks.request(`${this.#shelf.prefix}rang`, () => (ringUnlessRung(), this.#settled()));
    });
  }

  leave(): void {
    this.#hasLeft = true;
    this.#air.close();
    removeEventListener("storage", this.#ear);
  }

  /** What one tab puts on the shelf takes a moment to be seen by another. */
  #settled(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(SETTLING, resolve));
  }

  #patience(): number {
    if (document.hasFocus()) return LOOKED_AT;
    return (document.hidden ? HIDDEN : IN_SIGHT) + SPREAD * this.#clock.random();
  }
}

/**
 * What the visitor wishes messages to become.  No DOM, no socket, no clock.
 *
 *     want() ──▶ waiting ──flush──▶ under way ──changed, refused──▶ gone, or the newer one waits
 *                   ▲                   │
 *                   └─ too fast, anew ──┘
 *
 * Rule 1: one wish for a message at a time. A newer one replaces what nobody was asked for yet, else it waits for the answer.
 * Rule 2: a wish stays until it is answered, and goes out again on every new connection.
 * Rule 3: until then the message is shown as it is wished.
 */

import type { Shown } from "./conversation";
import type { Amendment, Message, ServerFrame, Trouble } from "./frames";

/** Milliseconds that a wish may be under way without a word about it. */
export const PATIENCE = 400;
const UNDER_WAY = Infinity;

interface Wish {
  frame: Amendment;
  /** What they want by now. */
  next?: Amendment;
  since: number;
  /** When it may be sent (again), in milliseconds since 1970. */
  due: number;
}

export class Wishes {
  readonly #wishes = new Map<number, Wish>();

  want(frame: Amendment, now: number): void {
    const wish = this.#wishes.get(frame.seq);
    if (wish?.due === UNDER_WAY) wish.next = frame;
    else this.#wishes.set(frame.seq, { frame, since: now, due: wish?.due ?? 0 });
  }

  /** Sends what is due, if `send` can. */
  flush(now: number, send: (frame: Amendment) => boolean): void {
    for (const wish of this.#wishes.values()) if (wish.due <= now && send(wish.frame)) wish.due = UNDER_WAY;
  }

  /** When one comes to be due that is not yet; infinitely late where there is none. */
  next(now: number): number {
    return Math.min(...[...this.#wishes.values()].map(({ due }) => (due > now ? due : UNDER_WAY)));
  }

  /** Takes in what the server said; returns the code of what it will not do. */
  heard(frame: ServerFrame, now: number): string {
    if (frame.t === "welcome") this.#again();
    else if (frame.t === "changed") this.#answered(frame.message.seq);
    else if (frame.t === "error" && !frame.cid) return this.#refused(frame, now);
    return "";
  }

  /** The message as it is wished. */
  shown(message: Message, now: number): Shown {
    const wish = this.#wishes.get(message.seq);
    if (!wish || message.retracted) return message;
    const shown = { ...message, wished: now - wish.since >= PATIENCE };
    const frame = wish.next ?? wish.frame;
    if (frame.t === "retract") return { ...shown, retracted: true };
    if (frame.t === "correct") return { ...shown, text: frame.text, edited: wish.since };
    return { ...shown, own: frame.emojis, reactions: counted(message, frame.emojis) };
  }

  forget(): void {
    this.#wishes.clear();
  }

  #answered(seq: number): void {
    const wish = this.#wishes.get(seq);
    if (!wish?.next) this.#wishes.delete(seq);
    else this.#wishes.set(seq, { frame: wish.next, since: wish.since, due: 0 });
  }

  #refused({ seq, code, after }: Trouble, now: number): string {
    if (after !== undefined) this.#again(now + after * 1000, seq);
    else if (seq && this.#wishes.has(seq)) {
      this.#answered(seq);
      return code;
    }
    return "";
  }

  /** What was under way goes out again, all of it or the one at `seq`: as it is wished by now. */
  #again(due = 0, seq?: number): void {
    for (const [at, wish] of this.#wishes) {
      if (seq === undefined || seq === at) this.#wishes.set(at, { frame: wish.next ?? wish.frame, since: wish.since, due });
    }
  }
}

/** How often each emoji stands at the message, when `own` are the visitor's. */
function counted({ reactions, own: before = [] }: Message, own: string[]): Record<string, number> {
  const counts = { ...reactions };
  for (const emoji of before) counts[emoji] = (counts[emoji] ?? 1) - 1;
  for (const emoji of own) counts[emoji] = (counts[emoji] ?? 0) + 1;
  return counts;
}

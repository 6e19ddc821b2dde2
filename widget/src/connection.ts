/**
 * One standing connection to the server, whatever happens to the network.
 *
 *    idle ──start──▶ connecting ──welcome──▶ open
 *                        ▲  │                 │ gone, silent
 *                        │  └────gone────┐    │
 *                        └──pause────── broken ◀┘        blocked: the server will not have this page
 *
 * Rule 1: whoever heard nothing for two and a half pings is talking to a dead wire.
 * Rule 2: timers of a page that slept are late: they ask before they judge.
 * Rule 3: where a socket fails again and again without a welcome, every second attempt is a stream.
 */

import { pause } from "./backoff";
import type { Clock } from "./clock";
import { buildFrame, parseFrame } from "./frames";
import type { Hello, PageFrame, ServerFrame } from "./frames";

export type Link = "idle" | "connecting" | "open" | "broken" | "blocked";

export interface Wire {
  send(text: string): unknown;
  close(): unknown;
}

export interface Ears {
  /** One frame arrived. */
  heard(text: string): unknown;
  /** The wire is gone, or never came to be. */
  gone(): unknown;
}

/** Opens a wire whose first word is `hello`. The ears hear nothing before it has returned. */
export type Dial = (hello: string, ears: Ears) => Wire;

export interface Line {
  socket: Dial;
  stream: Dial;
  clock: Clock;
  hello(): Hello;
  frame(frame: ServerFrame): void;
  changed(link: Link): void;
}

const PATIENCE = 10_000;
const CHECK = 5_000;
const RUSH = 1_000;
const FALLBACK_AFTER = 2;

/** Errors after which coming back by ourselves is useless. */
const FINAL = new Set(["unknown_channel", "forbidden_origin", "unsupported_version", "bad_hello"]);

export class Connection {
  link: Link = "idle";
  /** Why the server will not have us, when `link` is "blocked". */
  reason = "";
  readonly #line: Line;
  #wire: Wire | null = null;
  #failures = 0;
  #unanswered = 0;
  #onStream = false;
  #dialledAt = 0;
  #openedAt = 0;
  #wokenAt = 0;
  #told: number | null = null;
  #ping = 30_000;
  #heardAt = 0;
  #saidAt = 0;
  #cancel: () => void = () => {};
  #cancelCheck: () => void = () => {};

  constructor(line: Line) {
    this.#line = line;
  }

  start(): void {
    if (this.link === "idle") this.#dial();
  }

  /** Ends it until `start`. */
  stop(): void {
    this.#hangUp();
    this.#become("idle");
  }

  /** False when there is no wire to put it on. */
  send(frame: PageFrame): boolean {
    if (this.link !== "open" || !this.#wire) return false;
    this.#saidAt = this.#line.clock.now();
    this.#wire.send(buildFrame(frame));
    return true;
  }

  /** The page woke up, or the network came back: is the wire still good, and what did we miss? */
  wake(after: number): void {
    const now = this.#line.clock.now();
    if (this.link === "broken" && now - this.#dialledAt > RUSH) this.#dial();
    if (now - this.#wokenAt < RUSH || !this.send({ t: "sync", after })) return;
    this.#wokenAt = now;
    this.send({ t: "ping" });
    this.#expectWithin(CHECK);
  }

  /** Leaves the wire as it is known to be dead, and comes back as usual. */
  lose(): void {
    if (this.link !== "open" && this.link !== "connecting") return;
    const { clock } = this.#line;
    if (this.link === "connecting") this.#unanswered++;
    const wasGood = this.link === "open" && clock.now() - this.#openedAt > PATIENCE;
    this.#failures = wasGood ? 0 : this.#failures + 1;
    this.#hangUp();
    this.#become("broken");
    this.#cancel = clock.after(pause(this.#failures, this.#told, clock.random()), () => this.#dial());
    this.#told = null;
  }

  #dial(): void {
    this.#hangUp();
    this.#become("connecting");
    this.#dialledAt = this.#line.clock.now();
    this.#cancel = this.#line.clock.after(PATIENCE, () => this.lose());
    this.#onStream = this.#unanswered >= FALLBACK_AFTER && this.#unanswered % 2 === 0;
    const dial = this.#onStream ? this.#line.stream : this.#line.socket;
    const wire = dial(buildFrame(this.#line.hello()), {
      heard: (text) => this.#wire === wire && this.#hear(text),
      gone: () => this.#wire === wire && this.lose(),
    });
    this.#wire = wire;
  }

  #hear(text: string): void {
    this.#heardAt = this.#line.clock.now();
    this.#cancelCheck();
    const frame = parseFrame(text);
    if (!frame) return;
    if (frame.t === "welcome") this.#welcome(frame.ping);
    else if (frame.t === "retry") this.#told = frame.after;
    else if (frame.t === "error" && this.link !== "open") this.#refused(frame.code, frame.after);
    this.#line.frame(frame);
  }

  #welcome(ping: number): void {
    // Where a stream was the only way, the next attempt begins with one.
    this.#unanswered = this.#onStream ? FALLBACK_AFTER : 0;
    this.#told = null;
    this.#ping = ping * 1000;
    this.#saidAt = this.#openedAt = this.#heardAt;
    this.#cancel();
    this.#become("open");
    this.#watch();
  }

  #refused(code: string, after: number | undefined): void {
    if (after !== undefined) this.#told = after;
    if (!FINAL.has(code)) return;
    this.#hangUp();
    this.reason = code;
    this.#become("blocked");
  }

  #watch(): void {
    const { clock } = this.#line;
    const planned = clock.now() + this.#ping / 2;
    this.#cancel = clock.after(this.#ping / 2, () => {
      const now = clock.now();
      const slept = now - planned > this.#ping / 2;
      const silence = now - this.#heardAt;
      if (silence > this.#ping * 2.5 && !slept) return this.lose();
      if (slept) this.#expectWithin(CHECK);
      if (slept || now - this.#saidAt >= this.#ping * 0.9) this.send({ t: "ping" });
      this.#watch();
    });
  }

  #expectWithin(ms: number): void {
    this.#cancelCheck();
    this.#cancelCheck = this.#line.clock.after(ms, () => this.lose());
  }

  #hangUp(): void {
    this.#cancel();
    this.#cancelCheck();
    const wire = this.#wire;
    this.#wire = null;
    wire?.close();
  }

  #become(link: Link): void {
    if (link === this.link) return;
    this.link = link;
    this.#line.changed(link);
  }
}

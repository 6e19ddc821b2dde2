/** What is wrong with the line, in one sentence over the log; it covers nothing and moves nothing. */

import { realClock } from "./clock";
import type { Connection } from "./connection";
import { assign, element, say } from "./dom";
import type { Words } from "./words";

export type Trouble =
  | "connecting"
  | "reconnecting"
  | "offline"
  | "too_fast"
  | "unavailable"
  | "blocked"
  | "outdated";

const OUTDATED = ["unsupported_version", "bad_hello"];

/** Troubles that often pass before anybody could read about them. */
const SHORT = new Set<Trouble | null>(["connecting", "reconnecting"]);
const PATIENCE = 900;
const PASSING = 6_000;

/** What is wrong with the line; `known`: it was once right. */
export function troubleOf({ link, reason }: Connection, known: boolean): Trouble | null {
  if (link === "blocked") return OUTDATED.includes(reason) ? "outdated" : "blocked";
  if (link === "open" || link === "idle") return null;
  if (!navigator.onLine) return "offline";
  return known ? "reconnecting" : "connecting";
}

export class Banner {
  readonly node: HTMLElement;
  readonly #text = element("span");
  readonly #button: HTMLButtonElement;
  #trouble: Trouble | null = null;
  #wrong: Trouble | null = null;
  #passing: Trouble | null = null;
  #cancel: () => void = () => {};
  #words: Words;
  readonly #act: (trouble: Trouble) => void;

  constructor(words: Words, act: (trouble: Trouble) => void) {
    this.#words = words;
    this.#act = act;
    const onclick = () => this.#trouble && this.#act(this.#trouble);
    this.#button = element("button", { class: "link", hidden: true, onclick });
    const strip = element("div", { class: "strip" }, element("i", { class: "sign" }), this.#text, this.#button);
    this.node = element("div", { class: "banner", role: "status" }, strip);
  }

  speak(words: Words): void {
    this.#words = words;
    this.#draw();
  }

  /** What is wrong with the line. */
  show(wrong: Trouble | null): void {
    this.#wrong = wrong;
    const trouble = wrong ?? this.#passing;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#cancel();
    if (SHORT.has(trouble)) this.#cancel = realClock.after(PATIENCE, () => this.#draw());
    else this.#draw();
  }

  /** Says it for a while, as long as nothing is wrong with the line. */
  pass(trouble: Trouble, ms: number): void {
    this.#passing = trouble;
    this.show(this.#wrong);
    realClock.after(Math.max(ms, PASSING), () => {
      this.#passing = null;
      this.show(this.#wrong);
    });
  }

  #draw(): void {
    const trouble = this.#trouble;
    const label = trouble === "outdated" ? "reload" : SHORT.has(trouble) && trouble ? "tryNow" : null;
    say(this.#text, trouble ? this.#words.say(trouble) : "");
    say(this.#button, label ? this.#words.say(label) : "");
    this.#button.hidden = !label;
    assign(this.node, "data-trouble", trouble);
  }
}

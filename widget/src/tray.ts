/** A few buttons beside the one that was pressed, until one of them is, or the visitor turns elsewhere. */

import type { House } from "./contract";
import { assign, element, icon } from "./dom";

export interface Choice {
  label: string;
  drawing: string;
  /** Asked first, where it cannot be undone. */
  sure?: string;
  press(): void;
}

const EMOJIS = ["👍", "❤️", "😊", "🎉", "🙏", "😢"];
const GAP = 6;

export class Tray {
  readonly #house: House;
  #at: HTMLElement | null = null;
  #node: HTMLElement | null = null;
  #gate = new AbortController();

  constructor(house: House) {
    this.#house = house;
  }

  /** Pressed once more, the button at which it stands takes it away. */
  offer(at: HTMLElement, choices: Choice[]): void {
    this.#open(at, choices.map((choice) => this.#button(choice)));
  }

  offerEmojis(at: HTMLElement, own: string[], press: (emoji: string) => void): void {
    const button = (emoji: string) => {
      const onclick = () => (this.#close(), press(emoji));
      return element("button", { class: "emoji", "aria-pressed": String(own.includes(emoji)), onclick }, emoji);
    };
    this.#open(at, EMOJIS.map(button));
  }

  #button({ label, drawing, sure, press }: Choice): HTMLElement {
    const onclick = ({ detail }: MouseEvent) => {
      if (detail > 1) return; // the second half of a double click decides nothing
      if (sure) return this.#ask({ label: sure, drawing, press });
      this.#close();
      press();
    };
    return element("button", { class: "choice", onclick }, icon(drawing), label);
  }

  #ask(choice: Choice): void {
    const button = this.#button(choice);
    button.classList.add("grave");
    this.#node?.replaceChildren(button);
    this.#place();
    button.focus();
  }

  #open(at: HTMLElement, buttons: HTMLElement[]): void {
    const wasHere = this.#at === at;
    this.#close();
    if (wasHere) return;
    const { wrapper } = this.#house;
    this.#at = at;
    this.#node = element("div", { class: "tray", role: "group", "aria-label": at.ariaLabel }, ...buttons);
    assign(at, "aria-expanded", "true");
    wrapper.querySelector(".middle")?.append(this.#node);
    this.#place();
    this.#watch();
    buttons[0]?.focus();
  }

  /** Above the button if there is room, within the log. */
  #place(): void {
    const [at, node] = [this.#at, this.#node];
    const within = node?.parentElement?.getBoundingClientRect();
    if (!at || !node || !within) return;
    const { left, top, bottom, width } = at.getBoundingClientRect();
    if (!at.isConnected || bottom < within.top || top > within.bottom) return this.#close();
    const above = top - within.top - node.offsetHeight - GAP;
    const x = left + width / 2 - within.left - node.offsetWidth / 2;
    node.style.top = `${above < GAP ? bottom - within.top + GAP : above}px`;
    node.style.left = `${Math.max(GAP, Math.min(x, within.width - node.offsetWidth - GAP))}px`;
  }

  #watch(): void {
    const { signal } = (this.#gate = new AbortController());
    const { root } = this.#house;
    const isInside = (target: EventTarget | null) => [this.#node, this.#at].some((each) => each?.contains(target as Node));
    const leave = (target: EventTarget | null) => isInside(target) || this.#close(false);
    root.addEventListener("pointerdown", ({ target }) => leave(target), { signal, capture: true });
    root.addEventListener("scroll", () => this.#place(), { signal, capture: true });
    addEventListener("resize", () => this.#place(), { signal });
    this.#node?.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && leave(relatedTarget), { signal });
    this.#node?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#close();
    });
  }

  /** The focus goes back where it came from, unless the visitor has taken it elsewhere. */
  #close(isOver = true): void {
    const at = this.#at;
    const { wrapper } = this.#house;
    this.#gate.abort();
    if (at) assign(at, "aria-expanded", null);
    if (isOver && this.#node?.matches(":focus-within")) (at?.isConnected ? at : wrapper.querySelector<HTMLElement>(".log"))?.focus();
    this.#node?.remove();
    this.#at = this.#node = null;
  }
}

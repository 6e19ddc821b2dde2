/** `<parlour-chat>`: a shadow root that stays on the page until it is taken off on purpose. */

import { paint, parse } from "./color";
import type { Settings } from "./contract";
import { element, sheet } from "./dom";
import { wordsOf } from "./launcher-words";
import css from "./style/launcher.css";

export class ParlourChat extends HTMLElement {
  readonly root = this.attachShadow({ mode: "open" });
  readonly wrapper = element("div", { class: "parlour" });
  #leaves = false;

  constructor() {
    super();
    this.root.adoptedStyleSheets = [sheet(css)];
    this.root.append(this.wrapper);
  }

  /** Some sites swap the whole body when they change page: come along. */
  disconnectedCallback(): void {
    setTimeout(() => this.#leaves || this.isConnected || document.body.append(this));
  }

  leave(): void {
    this.#leaves = true;
    this.remove();
  }

  dress({ locale, color, position }: Settings): void {
    this.wrapper.lang = locale;
    this.wrapper.dir = wordsOf(locale).dir;
    this.wrapper.dataset.position = position;
    paint(this.wrapper, parse(color));
  }
}

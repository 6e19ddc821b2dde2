/** `<parlour-chat>`: a shadow root that stays on the page until it is taken off on purpose. */

import { accent } from "./color";
import type { Settings } from "./contract";
import { element, sheet } from "./dom";
import { wordsOf } from "./launcher-words";
import css from "./style/launcher.css";

export class ParlourChat extends HTMLElement {
  readonly root = this.attachShadow({ mode: "open" });
  readonly wrapper = element("div", { class: "parlour" });
  readonly #darkness = matchMedia("(prefers-color-scheme: dark)");
  #leaves = false;
  #color = "";
  #theme = "";

  constructor() {
    super();
    this.root.adoptedStyleSheets = [sheet(css)];
    this.root.append(this.wrapper);
    this.#darkness.onchange = () => this.paint(this.#color);
  }

  /** Some sites swap the whole body when they change page: come along. */
  disconnectedCallback(): void {
    setTimeout(() => this.#leaves || this.isConnected || document.body.append(this));
  }

  arrive(): void {
    document.body.append(this);
  }

  leave(): void {
    this.#leaves = true;
    this.remove();
  }

  dress({ locale, theme, color, position }: Settings): void {
    this.#theme = theme;
    this.wrapper.lang = locale;
    this.wrapper.dir = wordsOf(locale).dir;
    this.wrapper.dataset.position = position;
    this.paint(color);
  }

  paint(color: string): void {
    const isDark = this.#theme === "dark" || (this.#theme !== "light" && this.#darkness.matches);
    const { fill, on } = accent(color, isDark);
    this.#color = color;
    this.wrapper.dataset.theme = isDark ? "dark" : "light";
    this.wrapper.style.setProperty("--accent", fill);
    this.wrapper.style.setProperty("--on-accent", on);
  }
}

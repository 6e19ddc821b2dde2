/** The button in the corner: opens the chat, and says what waits inside. */

import type { Settings } from "./contract";
import { assign, bubble, element, icon, say } from "./dom";
import { wordsOf } from "./launcher-words";
import type { LauncherWords } from "./launcher-words";

export class Launcher {
  readonly #badge = element("span", { class: "badge", "aria-hidden": "true" });
  readonly #state = element("span", { id: "launcher-state", hidden: true });
  readonly #hint = element("p", { class: "hint", role: "status" });
  readonly #button: HTMLButtonElement;
  #words: LauncherWords = wordsOf("");

  constructor(wrapper: HTMLElement, onclick: () => void) {
    const attributes = { class: "launcher", "aria-haspopup": "dialog", "aria-describedby": "launcher-state", onclick };
    this.#button = element("button", attributes, icon(bubble), this.#badge);
    wrapper.append(this.#hint, this.#button, this.#state);
  }

  dress({ locale, launcher }: Settings): void {
    this.#words = wordsOf(locale);
    this.#button.hidden = launcher === "none";
    assign(this.#button, "aria-label", this.#words.open);
  }

  /** A count for the eye; count and state in words for the ear. */
  tell(count: string, state: string): void {
    say(this.#badge, count);
    say(this.#state, state);
  }

  /** While the panel is being fetched. */
  busy(isBusy: boolean): void {
    assign(this.#button, "aria-busy", isBusy && "true");
    if (isBusy) say(this.#hint, "");
  }

  complain(): void {
    say(this.#hint, this.#words.failed);
  }

  focus(): void {
    this.#button.focus();
  }
}

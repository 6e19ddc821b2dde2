/** Where the visitor writes: grows with the words, Enter sends, an input method keeps its Enter. */

import { LONGEST } from "./clean";
import { assign, element, icon, say } from "./dom";
import { icons } from "./icons";
import { excerpt } from "./layout";
import type { Words } from "./words";

export interface ComposerActions {
  /** False when there was nothing to send. */
  send(text: string): boolean;
  /** These words are being written; none: the visitor left off. */
  typing(words: string): void;
  drafted(text: string): void;
}

/** What the next words are for, if they are not just the next. A banner says so. */
export interface Task {
  title: string;
  /** The message that it is about. */
  text: string;
  /** The word for giving it up. */
  end: string;
  /** False when there was nothing to send. */
  send(text: string): boolean;
  /** What comes back into the field afterwards. */
  draft?: string;
}

const WARN_FROM = 200;
const TALLEST = 132;

export class Composer {
  readonly node: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly #button: HTMLButtonElement;
  readonly #replying = element("div", { class: "replying", hidden: true });
  readonly #left = element("span", { class: "left", role: "status" });
  readonly #warning = element("small", { id: "warning", hidden: true });
  #task: Task | null = null;
  #words: Words;
  readonly #actions: ComposerActions;

  constructor(words: Words, actions: ComposerActions) {
    this.#words = words;
    this.#actions = actions;
    const onkeydown = (event: KeyboardEvent) => this.#key(event);
    this.field = element("textarea", {
      rows: 1,
      maxlength: LONGEST,
      enterkeyhint: "send",
      autocomplete: "off",
      oninput: () => this.#changed(),
      onblur: () => actions.typing(""),
      onkeydown,
    });
    this.#button = element("button", { class: "send", onclick: () => this.#send() }, icon(icons.send, "flip"));
    const line = element("div", { class: "line" }, this.field, this.#button);
    this.node = element("footer", {}, this.#replying, line, this.#left, this.#warning);
    this.speak(words);
  }

  speak(words: Words): void {
    this.#words = words;
    assign(this.field, "aria-label", words.say("message"));
    assign(this.field, "placeholder", words.say("write"));
    assign(this.#button, "aria-label", words.say("send"));
    say(this.#warning, words.say("preview"));
    this.begin(null);
  }

  /** Whether the visitor has to know that what they write can be read before they send it. */
  warnWriter(isPreviewed: boolean): void {
    this.#warning.hidden = !isPreviewed;
    assign(this.field, "aria-describedby", isPreviewed && "warning");
  }

  /** The next words are for `task`; null ends the one before. */
  begin(task: Task | null): void {
    const { draft } = this.#task ?? {};
    this.#task = task;
    this.#replying.hidden = !task;
    if (draft !== undefined) this.write(draft);
    if (!task) return this.#replying.replaceChildren();
    const said = element("div", {}, element("b", {}, task.title), element("span", { dir: "auto" }, excerpt(task.text)));
    const end = element("button", { class: "plain", "aria-label": task.end, onclick: () => this.begin(null) }, icon(icons.cross));
    this.#replying.replaceChildren(said, end);
    this.field.focus();
  }

  /** Gives up what was begun; false when there was nothing. */
  cancel(): boolean {
    const wasBusy = !!this.#task;
    this.begin(null);
    return wasBusy;
  }

  /** Whether the visitor is about to write, and has not begun. */
  get isBlank(): boolean {
    return !this.#task && !this.field.value && this.field.matches(":focus");
  }

  write(text: string): void {
    this.field.value = text;
    this.measure();
  }

  /** The field as tall as its words, up to six lines; one line is what it has by itself, and costs no second layout. */
  measure(): void {
    const { field } = this;
    assign(field, "dir", field.value ? "auto" : null); // an empty field would turn left-to-right, hint and all
    field.style.blockSize = "";
    const { offsetHeight } = field;
    const tall = field.scrollHeight + offsetHeight - field.clientHeight;
    if (tall > offsetHeight) field.style.blockSize = `${Math.min(tall, TALLEST)}px`;
    field.style.overflowY = tall > TALLEST ? "auto" : "hidden";
    const left = LONGEST - field.value.length;
    say(this.#left, left < WARN_FROM ? this.#words.count("left", left) : "");
    assign(this.#button, "data-ready", field.value.trim() !== "");
  }

  #changed(): void {
    this.measure();
    this.#actions.drafted(this.#task?.draft ?? this.field.value);
    this.#actions.typing(this.field.value.trim());
  }

  #key(event: KeyboardEvent): void {
    // COMPAT Safari: the Enter that ends a composition comes after it, with keyCode 229.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.#send();
  }

  #send(): void {
    if (!(this.#task ?? this.#actions).send(this.field.value)) return;
    this.write("");
    this.begin(null);
    this.#actions.typing("");
    this.#actions.drafted(this.field.value);
    this.field.focus();
  }
}

/**
 * `address-<tongue>.js`: the form in which a visitor whom nobody answers says where to be reached, fetched then.
 *
 *     show ──▶ asked ──submit──▶ on its way ──▶ the notice that says where: the form is gone
 *                ▲                   └── refused, or no answer for too long
 *                └───────────────────┘
 */

import { borrow } from "./borrowed";
import { realClock } from "./clock";
import type { House } from "./contract";
import { assign, element, say, sheet } from "./dom";
import css from "./style/address.css";
import type en from "./words/en.json";

export type AddressWords = (typeof en)["address"];

export interface AddressPart {
  Address: typeof Address;
  catalog: AddressWords;
}

/** Milliseconds after which an address without an answer may be sent again. */
const PATIENCE = 10_000;
const LONGEST = 254;

let look: CSSStyleSheet | null = null;

export class Address {
  readonly #house: House;
  readonly #words: AddressWords;
  readonly #send: (email: string) => boolean;
  readonly #field: HTMLInputElement;
  readonly #button: HTMLButtonElement;
  readonly #trouble: HTMLElement;
  readonly #form: HTMLFormElement;
  #cancel: () => void = () => {};

  /** `send` answers false when there is no line. */
  constructor(house: House, words: AddressWords, send: (email: string) => boolean) {
    borrow(house.tools);
    this.#house = house;
    this.#words = words;
    this.#send = send;
    this.#trouble = element("small", { id: "address-trouble", role: "alert" });
    const [type, dir, id] = ["email", "ltr", "address-field"];
    this.#field = element("input", { id, type, dir, name: type, autocomplete: type, required: true, maxlength: LONGEST });
    this.#button = element("button", { class: "keep" }, words.send);
    const line = element("div", { class: "line" }, this.#field, this.#button);
    const onsubmit = (event: Event) => this.#submit(event);
    const label = element("label", { for: id }, words.ask);
    this.#form = element("form", { class: "address", "aria-label": words.title, novalidate: true, onsubmit }, label, line, this.#trouble);
    look ??= sheet(css);
    if (!house.root.adoptedStyleSheets.includes(look)) house.root.adoptedStyleSheets.push(look);
  }

  /** Asks, or does not any more; true when the form has just appeared. */
  show(isAsked: boolean): boolean {
    const isShown = this.#form.isConnected;
    if (isAsked && !isShown) this.#house.wrapper.querySelector(".log")?.append(this.#form);
    if (!isAsked && isShown) this.#end();
    return isAsked && !isShown;
  }

  /** The server refused something. */
  heard(code: string): void {
    if (!this.#button.disabled) return;
    this.#free();
    this.#complain(code === "bad_address" ? this.#words.wrong : this.#words.later);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const email = this.#field.value.trim();
    if (this.#button.disabled) return;
    if (!email || !this.#field.validity.valid) return this.#complain(this.#words.wrong);
    if (!this.#send(email)) return this.#complain(this.#words.later);
    this.#complain("");
    this.#button.disabled = true;
    this.#cancel = realClock.after(PATIENCE, () => this.#free());
  }

  #complain(words: string): void {
    say(this.#trouble, words);
    assign(this.#field, "aria-invalid", words !== "" && "true");
    assign(this.#field, "aria-describedby", words && this.#trouble.id);
    if (words) this.#field.focus();
  }

  #free(): void {
    this.#cancel();
    this.#button.disabled = false;
  }

  #end(): void {
    const hadFocus = this.#form.contains(this.#house.root.activeElement);
    this.#free();
    this.#form.remove();
    if (hadFocus) this.#house.wrapper.querySelector("textarea")?.focus();
  }
}

/** Asks whom nobody answers where to be reached. The form is a file of its own; where it cannot be had, nobody is asked. */

import type { Address, AddressPart } from "./address";
import type { House } from "./contract";
import type { Conversation } from "./conversation";
import { isLeftAlone } from "./layout";
import { part } from "./parts";

export class Asking {
  /** Whether this channel asks at all. */
  may = false;
  #form: Promise<Address> | null = null;
  readonly #house: House;
  readonly #send: (email: string) => boolean;
  readonly #grown: () => void;

  /** `send` answers false when there is no line; `grown` is called when the form has appeared in the log. */
  constructor(house: House, send: (email: string) => boolean, grown: () => void) {
    this.#house = house;
    this.#send = send;
    this.#grown = grown;
  }

  update(conversation: Conversation, isOpen: boolean): void {
    const isAsked = this.may && isOpen && isLeftAlone(conversation);
    if (!isAsked && !this.#form) return;
    const settings = this.#house.settings();
    const make = ({ Address, catalog }: AddressPart) => new Address(this.#house, catalog, this.#send);
    this.#form ??= part<AddressPart>(settings, `address-${settings.locale}`).then(make);
    this.#with((form) => form.show(isAsked) && this.#grown());
  }

  /** The server refused something. */
  heard(code: string): void {
    this.#with((form) => form.heard(code));
  }

  /** The language is another. */
  speak(): void {
    this.#with((form) => form.show(false));
    this.#form = null;
  }

  #with(then: (form: Address) => unknown): void {
    this.#form?.then(then, () => {});
  }
}

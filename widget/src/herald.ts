/** Tells everybody outside the panel what changed in it: launcher, tab, shelf, and the site's own scripts. */

import type { House } from "./contract";
import type { Conversation } from "./conversation";
import type { State } from "./frames";
import { countInTitle } from "./page";
import type { Shelf } from "./shelf";
import type { Words } from "./words";

export class Herald {
  readonly #house: House;
  readonly #shelf: Shelf;
  readonly #told = new Map<string, string>();

  constructor(house: House, shelf: Shelf) {
    this.#house = house;
    this.#shelf = shelf;
  }

  tell(conversation: Conversation, words: Words): void {
    const { status, typing, known } = conversation;
    const { place, wait } = status;
    const unread = conversation.unread();
    this.#house.tell(unread ? words.number(unread) : "", describe(unread, status.state, words));
    countInTitle(unread);
    if (!known) return;
    this.#shelf.set("state", conversation.isOpen ? status.state : "");
    this.#once("unread", unread);
    this.#once("status", { ...status });
    this.#once("agent", status.agent?.name ?? null);
    this.#once("queue", place ? { place, wait } : null);
    this.#once("typing", { on: typing !== null, name: typing });
  }

  #once(name: string, detail: unknown): void {
    const said = JSON.stringify(detail);
    if (this.#told.get(name) === said) return;
    this.#told.set(name, said);
    this.#house.emit(name, detail);
  }
}

function describe(unread: number, state: State, words: Words): string {
  const count = unread ? words.count("unread", unread) : "";
  const known = state === "waiting" ? words.say("waitingState") : state === "active" ? words.say("open") : "";
  return [count, known].filter(Boolean).join(". ");
}

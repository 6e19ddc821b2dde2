/**
 * What an agent says to a visitor who is only looking: a card beside the launcher, or the chat itself.
 *
 * Rule 1: it waits until the page is looked at, and never takes the focus.
 * Rule 2: the chat opens by itself only where it covers nothing that the visitor is busy with; else the card comes.
 */

import type { House } from "./contract";
import type { Invited } from "./conversation";
import type { InviteStep } from "./frames";
import { part } from "./parts";
import { isNarrow } from "./room";

type PopUp = (house: House, invited: Invited, close: string, dismiss: () => void) => () => void;

export class Invitation {
  #shown: Invited | null = null;
  #opened = false;
  #end: () => void = () => {};
  readonly #house: House;
  readonly #tell: (step: InviteStep) => void;
  readonly #open: () => void;

  /** `tell` says how far it has come, `open` lets the chat open by itself. */
  constructor(house: House, tell: (step: InviteStep) => void, open: () => void) {
    this.#house = house;
    this.#tell = tell;
    this.#open = open;
  }

  /** `close` is the word on the card's button. */
  update(invited: Invited | null, isOpen: boolean, close: string): void {
    if (isOpen || !invited) this.#clear();
    if (invited === this.#shown || (invited && document.hidden)) return;
    this.#shown = invited;
    this.#opened = !isOpen && !!invited?.open && !isNarrow() && isIdle();
    if (!invited) return;
    if (!isOpen && !this.#opened) return void this.#popUp(invited, close);
    this.#tell("shown");
    if (this.#opened) this.#open();
  }

  /** The visitor closed the chat: one that had opened by itself was not wanted. */
  closed(): void {
    if (this.#opened && this.#shown) this.#tell("dismissed");
  }

  end(): void {
    this.#shown = null;
    this.#clear();
  }

  #clear(): void {
    this.#end();
    this.#end = () => {};
  }

  #popUp(invited: Invited, close: string): Promise<void> {
    const show = ({ popUp }: { popUp: PopUp }) => {
      if (this.#shown !== invited || this.#house.wrapper.matches(".is-open")) return;
      this.#end = popUp(this.#house, invited, close, () => this.#tell("dismissed"));
      this.#tell("shown");
    };
    // Where it cannot be had, nobody is disturbed.
    return part<{ popUp: PopUp }>(this.#house.settings(), "popup").then(show, () => {});
  }
}

/** Nobody writes or chooses anything on the page. */
function isIdle(): boolean {
  return document.activeElement?.matches("body, a, button") ?? true;
}

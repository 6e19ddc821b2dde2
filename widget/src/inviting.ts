/** An agent's first word comes with the file that shows it; where that cannot be had, nobody is disturbed. */

import type { House } from "./contract";
import type { Invited } from "./conversation";
import type { InviteStep } from "./frames";
import type { Invitation } from "./invitation";
import { part } from "./parts";

export class Inviting {
  #coming: Promise<void> | null = null;
  #invitation: Invitation | null = null;
  readonly #house: House;
  readonly #come: (found: { Invitation: typeof Invitation }) => void;

  /** `tell` says how far it has come, `open` lets the chat open by itself, `came` asks for an `update`. */
  constructor(house: House, tell: (step: InviteStep) => void, open: () => void, came: () => void) {
    this.#house = house;
    this.#come = ({ Invitation }) => {
      this.#invitation = new Invitation(house, tell, open);
      came();
    };
  }

  update(invited: Invited | null, isOpen: boolean, close: string): void {
    if (invited) this.#coming ??= part<{ Invitation: typeof Invitation }>(this.#house.settings(), "invitation").then(this.#come, () => {});
    this.#invitation?.update(invited, isOpen, close);
  }

  closed(): void {
    this.#invitation?.closed();
  }

  end(): void {
    this.#invitation?.end();
  }
}

/** Answering, changing and reacting are a file of their own, for those who do it; where it cannot be had, nothing is done. */

import type { Acting, Acts, Desk } from "./acts";
import type { House } from "./contract";
import type { Conversation } from "./conversation";
import { part } from "./parts";

/** Does what `Acts.act` says. */
export function acting(house: House, conversation: Conversation, desk: Desk): (what: string, seq?: number, at?: HTMLElement) => void {
  let acts: Acts | null = null;
  return (...what) => {
    const settings = house.settings();
    const act = ({ Acts, catalog }: Acting) => {
      acts ??= conversation.wishes = new Acts(house, desk);
      acts.act(catalog, ...what);
    };
    part<Acting>(settings, `acts-${settings.locale}`).then(act, () => {});
  };
}

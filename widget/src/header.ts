/** Who is on the other side, and how things stand: always a shape and a word beside the colour. */

import type { Visit } from "./visit";
import { assign, element, icon, say } from "./dom";
import { icons } from "./icons";
import type { Words } from "./words";

export interface HeaderActions {
  close(): void;
  mute(): void;
}

export class Header {
  readonly node: HTMLElement;
  private readonly face = element("div", { class: "face", "aria-hidden": "true" });
  private readonly title = element("b", { class: "title", dir: "auto" });
  private readonly state = element("span", { class: "state" });
  private readonly sound: HTMLButtonElement;
  private readonly close: HTMLButtonElement;
  private readonly bells = [icon(icons.bell), icon(icons.mute)] as const;

  constructor(actions: HeaderActions) {
    this.sound = element("button", { class: "plain", type: "button", onclick: () => actions.mute() });
    this.close = element("button", { class: "plain", type: "button", onclick: () => actions.close() }, icon(icons.down));
    const who = element("div", { class: "who" }, this.title, this.state);
    this.node = element("header", {}, this.face, who, this.sound, this.close);
  }

  update(visit: Visit, channel: string, words: Words, isSoundOn: boolean): void {
    const { status, known, typing } = visit.conversation;
    const agent = status.agent?.name;
    const tone = !known ? "unknown" : status.state === "waiting" || status.state === "active" ? status.state : "";
    say(this.title, agent ? `${agent} · ${channel}` : channel);
    say(this.face, initial(agent ?? channel));
    say(this.state, known ? this.words(status.state, status.here, typing, agent, words) : words.say("connecting"));
    assign(this.node, "data-tone", tone || (status.here ? "here" : "away"));
    assign(this.close, "aria-label", words.say("close"));
    assign(this.sound, "aria-label", words.say(isSoundOn ? "soundOn" : "soundOff"));
    this.sound.replaceChildren(this.bells[isSoundOn ? 0 : 1]);
  }

  private words(state: string, here: boolean, typing: string | null, agent: string | undefined, words: Words): string {
    if (typing !== null) return typing ? words.say("typing", typing) : words.say("typingNameless");
    if (state === "waiting") return words.say("waitingState");
    if (state === "active" && agent) return words.say("activeState");
    if (state === "closed") return words.say("closedState");
    return words.say(here ? "here" : "away");
  }
}

/** The first letter that can stand for a name. */
export function initial(name: string): string {
  return [...name.trim()].find((letter) => /\p{L}|\p{N}/u.test(letter))?.toLocaleUpperCase() ?? "·";
}

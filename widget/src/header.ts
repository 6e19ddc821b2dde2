/** Who is on the other side, and how things stand: always a shape and a word beside the colour. */

import { realClock } from "./clock";
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
  readonly #initial = element("span");
  /** The name stands beside it, so it has none of its own. What cannot be shown leaves the initial in sight. */
  readonly #photo: HTMLImageElement = element("img", { alt: "", onerror: () => this.#photo.remove() });
  readonly #face = element("div", { class: "face", "aria-hidden": "true" }, this.#initial);
  readonly #title = element("bdi");
  readonly #state = element("bdi");
  readonly #base: string;
  readonly #sound: HTMLButtonElement;
  readonly #close: HTMLButtonElement;
  readonly #bells = [icon(icons.bell), icon(icons.mute)] as const;

  /** `base` is the server's origin. */
  constructor(actions: HeaderActions, base: string) {
    this.#base = base;
    this.#sound = element("button", { class: "plain", onclick: () => actions.mute() });
    this.#close = element("button", { class: "plain", onclick: () => actions.close() }, icon(icons.down));
    const who = element("div", { class: "who" }, element("b", { class: "title" }, this.#title), element("span", { class: "state" }, this.#state));
    this.node = element("header", {}, this.#face, who, this.#sound, this.#close);
  }

  update(visit: Visit, channel: string, words: Words, isSoundOn: boolean): void {
    const { status, invited } = visit.conversation;
    const agent = status.agent ?? invited;
    say(this.#title, agent ? `${agent.name} · ${channel}` : channel);
    say(this.#initial, initial(agent?.name ?? channel));
    this.#show(agent?.photo ? this.#base + agent.photo : "");
    say(this.#state, stateOf(visit, words));
    assign(this.node, "data-tone", toneOf(visit));
    assign(this.#close, "aria-label", words.say("close"));
    assign(this.#sound, "aria-label", words.say(isSoundOn ? "soundOn" : "soundOff"));
    const bell = this.#bells[isSoundOn ? 0 : 1];
    if (!this.#sound.contains(bell)) this.#sound.replaceChildren(bell);
  }

  /** A photo that failed is not asked for again, until there is another one. */
  #show(photo: string): void {
    if (photo === this.#photo.src) return;
    assign(this.#photo, "src", photo || null);
    this.#face.replaceChildren(this.#initial, photo && this.#photo);
  }
}

function toneOf({ conversation }: Visit): string {
  const { state, here } = conversation.status;
  if (!conversation.known) return "unknown";
  return conversation.goesOn ? state : here ? "here" : "away";
}

function stateOf({ conversation, connection }: Visit, words: Words): string {
  const { typing, known, status } = conversation;
  if (connection.link === "blocked") return "";
  if (!known) return words.say("connecting");
  if (typing !== null) return words.writing(typing);
  const { state, here, agent, opens } = status;
  if (opens && !agent) return words.back(opens, realClock.now());
  if (state === "none" || (state === "active" && !agent)) return words.say(here ? "here" : "away");
  return (state === "active" && agent?.status) || words.say(`${state}State`);
}

/** The first letter that can stand for a name. */
export function initial(name: string): string {
  return [...name.trim()].find((letter) => /\p{L}|\p{N}/u.test(letter))?.toLocaleUpperCase() ?? "·";
}

/**
 * `acts-<tongue>.js`: what a visitor can do to a message that stands there, fetched when they first want to.
 *
 * The panel that fetches it may be older than this file, so they meet by few names, and those keep their meaning:
 * what is in `Desk`, and the public methods here.
 */

import { borrow } from "./borrowed";
import { clean } from "./clean";
import { realClock } from "./clock";
import type { Task } from "./composer";
import { complain } from "./complaint";
import type { House } from "./contract";
import { DIRECTIONS } from "./directions";
import { sheet } from "./dom";
import type { Shown, Wishing } from "./conversation";
import type { Amendment, Message, ServerFrame } from "./frames";
import type { Row, Speech } from "./layout";
import { hang } from "./pennant";
import css from "./style/acts.css";
import { Tray } from "./tray";
import type { Choice } from "./tray";
import { PATIENCE, Wishes } from "./wishes";
import type en from "./words/en.json";

export type Said = (typeof en)["acts"];

export interface Acting {
  Acts: typeof Acts;
  catalog: Said;
}

/** What the panel lends. */
export interface Desk {
  /** What stands in the log. */
  rows(): Row[];
  composer: { node: HTMLElement; field: HTMLTextAreaElement; begin(task: Task | null): void; write(text: string): void };
  /** False when there is nothing to say. */
  post(text: string, reply: number): boolean;
  /** False when there is no line. */
  send(frame: Amendment): boolean;
  /** Something that is shown has changed. */
  draw(): void;
}

const PENCIL = "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3";
const BIN = "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5";
/** How many reactions one visitor can have at one message. */
const MOST = 8;

let look: CSSStyleSheet | null = null;

export class Acts implements Wishing {
  readonly #wishes = new Wishes();
  readonly #tray: Tray;
  #words = {} as Said;
  #cancel: () => void = () => {};
  readonly #house: House;
  readonly #desk: Desk;

  constructor(house: House, desk: Desk) {
    borrow(house.tools);
    this.#house = house;
    this.#desk = desk;
    this.#tray = new Tray(house);
    look ??= sheet(css);
    if (!house.root.adoptedStyleSheets.includes(look)) house.root.adoptedStyleSheets.push(look);
  }

  shown(message: Message): Shown {
    return this.#wishes.shown(message, realClock.now());
  }

  heard(frame: ServerFrame): void {
    const code = this.#wishes.heard(frame, realClock.now());
    if (code) complain(this.#house.wrapper, this.#words[code === "too_late" ? code : "unchanged"]);
    this.#flush();
  }

  forget(): void {
    this.#wishes.forget();
  }

  /**
   * Does `what` to the message at `seq`: to "reply" or to "edit"; to "change" or to "react", for which the button `at`
   * offers more; or an emoji, which comes or goes. Without `seq`, the visitor's last message is meant.
   */
  act(words: Said, what: string, seq?: number, at?: HTMLElement): void {
    this.#words = words;
    if (!seq && this.#desk.composer.field.value) return; // they could not wait for us, and are writing already
    const row = this.#find((each) => (seq ? each.seq === seq : each.mine) && (each.canChange || what === "reply"));
    if (!row) return;
    if (what === "reply") this.#reply(row);
    else if (what === "edit") this.#edit(row);
    else if (!at) this.#react(row, what);
    else if (what === "change") this.#tray.offer(at, this.#choices(row));
    else this.#tray.offerEmojis(at, own(row), (emoji) => this.act(words, emoji, seq));
  }

  #find(isMeant: (row: Speech) => boolean): Speech | undefined {
    return this.#desk.rows().findLast((row): row is Speech => row.kind === "speech" && isMeant(row));
  }

  #choices(row: Speech): Choice[] {
    const { edit, delete: erase, sure } = this.#words;
    return [
      { label: edit, drawing: PENCIL, press: () => this.#edit(row) },
      { label: erase, drawing: BIN, sure, press: () => this.#want({ t: "retract", seq: row.seq ?? 0 }) },
    ];
  }

  #reply({ seq, mine, name, text }: Speech): void {
    const { composer, post } = this.#desk;
    const { replyingTo, you, cancelReply } = this.#words;
    const title = replyingTo.replace("{name}", () => (mine ? you : name).replace(DIRECTIONS, ""));
    const end = hang(composer, title, text, cancelReply);
    composer.begin({ send: (said) => post(said, seq ?? 0), end });
  }

  #edit({ seq, text }: Speech): void {
    const { composer } = this.#desk;
    const { editing, cancelEdit } = this.#words;
    const send = (said: string) => {
      const better = clean(said);
      if (better && better !== text) this.#want({ t: "correct", seq: seq ?? 0, text: better });
      return !!better;
    };
    const end = hang(composer, editing, text, cancelEdit);
    const draft = composer.field.value;
    composer.begin({ send, draft, end: () => (end(), composer.write(draft)) });
    composer.write(text);
  }

  #react(row: Speech, emoji: string): void {
    const before = own(row);
    const emojis = before.includes(emoji) ? before.filter((each) => each !== emoji) : [...before, emoji].slice(-MOST);
    this.#want({ t: "react", seq: row.seq ?? 0, emojis });
  }

  #want(frame: Amendment): void {
    this.#wishes.want(frame, realClock.now());
    this.#flush();
    this.#desk.draw();
    realClock.after(PATIENCE, () => this.#desk.draw());
  }

  /** Sends what is due, and comes back when the next is. */
  #flush(): void {
    this.#cancel();
    const now = realClock.now();
    this.#wishes.flush(now, this.#desk.send);
    const wait = this.#wishes.next(now) - now;
    if (wait < Infinity) this.#cancel = realClock.after(wait, () => this.#flush());
  }
}

/** The visitor's reactions. */
function own({ reactions }: Speech): string[] {
  return reactions.flatMap(([emoji, , isOwn]) => (isOwn ? [emoji] : []));
}

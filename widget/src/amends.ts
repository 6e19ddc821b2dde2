/**
 * `amend-<tongue>.js`: what a visitor can do to a message that stands there, fetched when they first want to.
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
import { sheet } from "./dom";
import type { Shown, Wishing } from "./conversation";
import type { Amendment, Message, ServerFrame } from "./frames";
import type { Row, Speech } from "./layout";
import css from "./style/amend.css";
import { Tray } from "./tray";
import type { Choice } from "./tray";
import { PATIENCE, Wishes } from "./wishes";
import type en from "./words/en.json";

export type AmendWords = (typeof en)["amend"];

export interface Amending {
  Amends: typeof Amends;
  catalog: AmendWords;
}

/** What the panel lends. */
export interface Desk {
  /** What stands in the log. */
  rows(): Row[];
  composer: { field: HTMLTextAreaElement; begin(task: Task | null): void; write(text: string): void };
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

export class Amends implements Wishing {
  readonly #wishes = new Wishes();
  readonly #tray: Tray;
  #words: AmendWords | null = null;
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
    const { too_late, unchanged } = this.#words ?? {};
    if (code) complain(this.#house.wrapper, (code === "too_late" ? too_late : unchanged) ?? code);
    this.#flush();
  }

  forget(): void {
    this.#wishes.forget();
  }

  /**
   * What was pressed at the message `seq`: more, at the button `at`; or a reaction that stands there. With nothing of
   * it, the visitor's last message is to be edited.
   */
  act(words: AmendWords, seq?: number, at?: HTMLElement | null, emoji?: string): void {
    this.#words = words;
    const row = this.#find((each) => each.canChange && (seq ? each.seq === seq : each.mine));
    if (!row) return;
    if (emoji) this.#react(row, emoji);
    else if (!at) this.#edit(row, words);
    else if (row.mine) this.#tray.offer(at, this.#choices(row, words));
    else this.#tray.offerEmojis(at, own(row), (chosen) => this.#react(this.#find(({ key }) => key === row.key) ?? row, chosen));
  }

  #find(isMeant: (row: Speech) => boolean): Speech | undefined {
    return this.#desk.rows().findLast((row): row is Speech => row.kind === "speech" && isMeant(row));
  }

  #choices(row: Speech, words: AmendWords): Choice[] {
    return [
      { label: words.edit, drawing: PENCIL, press: () => this.#edit(row, words) },
      { label: words.delete, drawing: BIN, sure: words.sure, press: () => this.#want({ t: "retract", seq: row.seq ?? 0 }) },
    ];
  }

  #edit({ seq, text }: Speech, words: AmendWords): void {
    const { composer } = this.#desk;
    const send = (said: string) => {
      const better = clean(said);
      if (better && better !== text) this.#want({ t: "correct", seq: seq ?? 0, text: better });
      return !!better;
    };
    composer.begin(null);
    composer.begin({ title: words.editing, text, end: words.cancel, send, draft: composer.field.value });
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

/**
 * The messages.  Rows keep their elements as long as nothing about them changes, so a reconnect
 * neither flickers nor jumps; who scrolled up stays there, and is told what came below.
 *
 * Words are in the document as soon as they are known.  The end is scrolled to with the next
 * picture, when the browser measures anyway: nothing here makes it measure twice.
 */

import { realClock } from "./clock";
import { assign, bubble, element, icon, say } from "./dom";
import { icons } from "./icons";
import type { Conversation } from "./conversation";
import { layOut } from "./layout";
import type { Row } from "./layout";
import { drawRow } from "./speech";
import type { SpeechActions } from "./speech";
import type { Words } from "./words";

const NEAR = 48;

interface Kept {
  node: HTMLElement;
  looks: string;
}

export class Log {
  readonly node: HTMLElement;
  readonly pill: HTMLButtonElement;
  readonly #scroller: HTMLElement;
  readonly #heading = element("b");
  readonly #invitation = element("p");
  readonly #hello = element("div", { class: "hello" }, icon(bubble), this.#heading, this.#invitation);
  readonly #turn = element("div", { class: "notice" });
  readonly #typing = element("div", { class: "typing", "aria-hidden": "true", hidden: true });
  readonly #heard = element("span", { class: "unseen", role: "status" });
  readonly #pillText = element("span");
  readonly #kept = new Map<string, Kept>();
  #isAtEnd = true;
  #isFollowing = false;
  #top = 0;
  #words: Words;
  readonly #actions: SpeechActions;

  constructor(words: Words, actions: SpeechActions, onread: () => void) {
    this.#words = words;
    this.#actions = actions;
    this.#scroller = element("div", { class: "log", role: "log", tabindex: 0, "aria-busy": "true" }, this.#hello);
    this.#typing.append(element("i"), element("i"), element("i"));
    this.#scroller.append(this.#turn, this.#typing);
    this.pill = element("button", { class: "pill", hidden: true, onclick: () => this.toEnd(true) });
    this.pill.append(icon(icons.arrow), this.#pillText);
    this.#scroller.addEventListener("scroll", () => this.#scrolled(onread), { passive: true });
    // A keyboard or a longer draft takes height away: the end stays in sight.
    new ResizeObserver(() => this.#isAtEnd && this.toEnd()).observe(this.#scroller);
    this.node = element("div", { class: "middle" }, this.#scroller, this.pill, this.#heard);
    this.speak(words);
  }

  speak(words: Words): void {
    this.#words = words;
    this.#kept.forEach(({ node }) => node.remove());
    this.#kept.clear();
    assign(this.#scroller, "aria-label", words.say("log"));
  }

  /** Whether the visitor has the end of the log before their eyes. */
  get showsEnd(): boolean {
    return this.#isAtEnd;
  }

  /** `closed` says why there is no chat, where there is none. */
  update(conversation: Conversation, closed: string): void {
    const { known, typing, status } = conversation;
    const rows = layOut(conversation);
    if (!this.#isFollowing && this.#scroller.scrollTop !== this.#top) this.#look(); // the event of it is still to come
    this.#greet(rows.length === 0, conversation, closed);
    this.#place(rows);
    this.#typing.hidden = typing === null;
    say(this.#turn, this.#words.turnOf(status));
    say(this.#heard, typing === null ? "" : this.#words.writing(typing));
    assign(this.#scroller, "aria-busy", known ? null : "true");
    if (this.#isAtEnd) this.follow();
  }

  /** Says how much stands below, to those who do not see it. */
  tellBelow(unread: number): void {
    this.pill.hidden = this.#isAtEnd;
    const text = unread ? this.#words.count("newMessages", unread) : "";
    say(this.#pillText, text);
    assign(this.pill, "aria-label", text || this.#words.say("toLatest"));
  }

  /** Shows the end in the next picture, unless the visitor scrolls away before. */
  follow(): void {
    this.#isAtEnd = true;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    requestAnimationFrame(() => {
      this.#isFollowing = false;
      if (this.#isAtEnd) this.toEnd();
    });
  }

  toEnd(smoothly = false): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#isAtEnd = true;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smoothly && !calm ? "smooth" : "instant" });
    this.#top = this.#scroller.scrollTop;
  }

  /** Brings the message at `seq` before the visitor's eyes and marks it for a moment. */
  goTo(seq: number, cid: string | undefined): void {
    const node = (this.#kept.get(`m${seq}`) ?? this.#kept.get(`c${cid}`))?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("pointed");
    realClock.after(1_600, () => node.classList.remove("pointed"));
  }

  #greet(isEmpty: boolean, { known, status }: Conversation, closed: string): void {
    this.#hello.hidden = !isEmpty;
    const invitation = known ? this.#words.say(status.here ? "helloHere" : "helloAway") : "";
    say(this.#heading, closed ? "" : this.#words.say("hello"));
    say(this.#invitation, closed || invitation);
  }

  #place(rows: Row[]): void {
    const now = realClock.now();
    const keys = new Set(rows.map((row) => row.key));
    this.#kept.forEach(({ node }, key) => keys.has(key) || (node.remove(), this.#kept.delete(key)));
    let before: Element = this.#hello;
    for (const row of rows) {
      const node = this.#nodeOf(row, now);
      if (before.nextElementSibling !== node) before.after(node);
      before = node;
    }
  }

  #nodeOf(row: Row, now: number): HTMLElement {
    const looks = JSON.stringify(row) + (row.kind === "day" ? this.#words.day(row.at, now) : "");
    const kept = this.#kept.get(row.key);
    if (kept?.looks === looks) return kept.node;
    const node = drawRow(row, this.#words, now, this.#actions);
    if (kept) this.#replace(kept.node, node);
    else if (this.#scroller.ariaBusy !== "true") node.classList.add("new");
    this.#kept.set(row.key, { node, looks });
    return node;
  }

  /** Whoever stands at a button stands at the same one afterwards. */
  #replace(before: HTMLElement, node: HTMLElement): void {
    const held = [...before.querySelectorAll("button")].indexOf(before.querySelector(":focus") as HTMLButtonElement);
    before.replaceWith(node);
    if (held >= 0) (node.querySelectorAll("button")[held] ?? this.#scroller).focus();
  }

  #scrolled(onread: () => void): void {
    if (this.#scroller.scrollTop !== this.#top) this.#look();
    this.pill.hidden = this.#isAtEnd;
    if (this.#isAtEnd) onread();
  }

  #look(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    // What has just come is no distance that the visitor went.
    const end = this.#isFollowing ? this.#top : scrollHeight - clientHeight;
    this.#isAtEnd = end - scrollTop < NEAR;
    this.#top = scrollTop;
  }
}

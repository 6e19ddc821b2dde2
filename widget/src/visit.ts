/**
 * One visitor on one page: joins what was said (conversation), the wire (connection), what the browser
 * keeps (shelf) and the other tabs.  The views read from it and ask it to do things; it draws nothing.
 *
 * Rule 1: what the visitor sends is on the shelf before it is on the wire.
 * Rule 2: a tab that has no token takes the one another tab got first, so there are no two visitors.
 */

import { clean } from "./clean";
import { realClock } from "./clock";
import { Connection } from "./connection";
import type { Dial } from "./connection";
import { Conversation, RESEND } from "./conversation";
import type { Pending } from "./conversation";
import type { PageName, Settings } from "./contract";
import type { Hello, InviteStep, Message, ServerFrame, Trouble, Welcome } from "./frames";
import { place } from "./page";
import type { Shelf } from "./shelf";
import { Tabs } from "./tabs";
import type { Word } from "./tabs";
import { Typing } from "./typing";

export interface Audience {
  /** Something that is shown may have changed. */
  changed(): void;
  /** The agents said something new. */
  arrived(messages: Message[]): void;
  welcomed(frame: Welcome): void;
  troubled(frame: Trouble): void;
  /** Another tab made the browser forget this visitor. */
  forgotten(): void;
}

export class Visit {
  readonly conversation = new Conversation();
  readonly connection: Connection;
  readonly tabs: Tabs;
  readonly typing: Typing;
  readonly #clock = realClock;
  #saidToken: string | null = null;
  #saidAddress = "";
  #name = "";
  #named: PageName = {};
  #step: InviteStep | null = null;
  #count = 0;
  #cancelFlush: () => void = () => {};
  #cancelSettling: () => void = () => {};
  readonly #settings: () => Settings;
  readonly #shelf: Shelf;
  readonly #audience: Audience;

  constructor(settings: () => Settings, shelf: Shelf, audience: Audience, dials: { socket: Dial; stream: Dial }) {
    this.#settings = settings;
    this.#shelf = shelf;
    this.#audience = audience;
    this.tabs = new Tabs(shelf, this.#clock, {
      heard: (word) => this.#neighbour(word),
      changed: () => this.#adopt(this.#clock.now() + RESEND),
    });
    this.connection = new Connection({
      ...dials,
      clock: this.#clock,
      hello: () => this.#hello(),
      frame: (frame) => this.#frame(frame),
      changed: () => audience.changed(),
    });
    this.typing = new Typing(this.#clock, (frame) => this.connection.send(frame));
    this.#adopt(0);
  }

  start(): void {
    this.connection.start();
  }

  /** Puts `said` into line; false when there is nothing to say. */
  post(said: string, reply: number | null): boolean {
    const text = clean(said);
    if (!text) return false;
    this.stay();
    const at = this.#clock.now();
    const post: Pending = { cid: this.#newCid(at), text, at, due: 0, ...(reply ? { reply } : {}) };
    this.conversation.post(post);
    this.#keep(post);
    this.typing.write("");
    this.#flush();
    this.#audience.changed();
    return true;
  }

  retry(cid: string): void {
    this.conversation.retry(cid);
    this.connection.wake(this.conversation.upto);
    this.#flush();
    this.#audience.changed();
  }

  discard(cid: string): void {
    this.conversation.discard(cid);
    this.#shelf.set(`out:${cid}`, "");
    this.tabs.say({ discarded: cid });
    this.#audience.changed();
  }

  /** Everything that is in the log stands before the visitor's eyes; false when it already did. */
  display(): boolean {
    const seq = this.conversation.display();
    if (seq === null) return false;
    this.connection.send({ t: "seen", seq });
    this.tabs.say({ read: seq });
    return true;
  }

  identify(name: string): void {
    this.#name = name;
    this.connection.send({ t: "name", name });
  }

  /** The page has another address, unless it has not; `named` is how the site wishes it to be known. */
  moved(named: PageName = {}): void {
    this.#named = named;
    const { url, title } = place(named);
    const address = url + (named.title ?? "");
    if (address !== this.#saidAddress && this.connection.send({ t: "page", url, title })) this.#saidAddress = address;
  }

  /** What became of an agent's invitation. */
  invited(step: InviteStep): void {
    this.#step = step;
    if (step === "dismissed") {
      this.conversation.invited = null;
      this.tabs.say({ dismissed: true });
      this.#audience.changed();
    }
    this.connection.send({ t: "invited", step });
  }

  /** The visitor may be known again from now on. Where another tab of theirs is already, we become the same. */
  stay(): void {
    const token = this.#shelf.get("token");
    this.#shelf.stay();
    if (token && token !== this.#shelf.get("token")) this.#comeAgain();
  }

  wake(): void {
    // Whoever has not opened the chat is here as long as they look.
    if (this.#shelf.isWaiting && document.hidden) return;
    this.connection.start();
    this.connection.wake(this.conversation.upto);
  }

  sleep(): void {
    this.connection.stop();
  }

  leave(): void {
    this.connection.stop();
    this.tabs.leave();
    this.#cancelFlush();
    this.typing.leave();
    this.#cancelSettling();
  }

  #hello(): Hello {
    const { channel, locale } = this.#settings();
    const here = place(this.#named);
    this.#saidToken = this.#shelf.get("token") || null;
    this.#saidAddress = here.url + (this.#named.title ?? "");
    return {
      t: "hello",
      v: 1,
      channel,
      token: this.#saidToken,
      after: this.conversation.upto,
      lang: locale,
      page: here,
      ...(this.#name ? { name: this.#name } : {}),
    };
  }

  #frame(frame: ServerFrame): void {
    if (frame.t === "welcome" && !this.#settleToken(frame)) return;
    // It was lost on the way what had become of it.
    if (frame.t === "invite" && this.#step) return this.invited(this.#step);
    if (frame.t === "saved") this.#step = null;
    const before = new Set(this.conversation.pending.keys());
    const arrived = this.conversation.apply(frame, this.#clock.now());
    before.forEach((cid) => this.conversation.pending.has(cid) || this.#shelf.set(`out:${cid}`, ""));
    if (frame.t === "welcome") this.#welcome(frame);
    if ((frame.t === "welcome" || frame.t === "messages") && frame.more) {
      this.connection.send({ t: "sync", after: this.conversation.upto });
    }
    if (frame.t === "typing") this.#settleLater();
    if (frame.t === "error") this.#audience.troubled(frame);
    if (arrived.length) this.#audience.arrived(arrived);
    this.conversation.wishes?.heard(frame);
    this.#flush();
    this.#audience.changed();
  }

  /** Comes back when whoever is writing has not been heard of for too long. */
  #settleLater(): void {
    this.#cancelSettling();
    if (this.conversation.typing === null) return;
    this.#cancelSettling = this.#clock.after(this.conversation.typingEnds - this.#clock.now(), () => {
      this.conversation.settle(this.#clock.now());
      this.#audience.changed();
    });
  }

  /** False when another tab became this visitor while we asked: come again as the same. */
  #settleToken(frame: Welcome): boolean {
    const stored = this.#shelf.get("token");
    if (!this.#saidToken && stored && stored !== frame.token) {
      this.#comeAgain();
      return false;
    }
    this.#shelf.set("token", frame.token);
    return true;
  }

  #comeAgain(): void {
    this.connection.stop();
    this.connection.start();
  }

  #welcome(frame: Welcome): void {
    const { mine } = this.conversation;
    this.typing.previewed = !!frame.channel.preview;
    if (mine > frame.mine) this.connection.send({ t: "seen", seq: mine });
    this.#adopt(0);
    this.conversation.release();
    this.#audience.welcomed(frame);
  }

  /** Sends what is due, and comes back when the next is. */
  #flush(): void {
    this.#cancelFlush();
    if (this.connection.link !== "open") return;
    const now = this.#clock.now();
    const post = this.conversation.takeNext(now);
    if (post) this.connection.send(post);
    const next = this.conversation.next();
    if (next) this.#cancelFlush = this.#clock.after(Math.max(0, next.due - now), () => this.#flush());
  }

  #keep(post: Pending): void {
    const { text, at, reply } = post;
    this.#shelf.set(`out:${post.cid}`, JSON.stringify({ text, at, reply }));
  }

  /** Takes over what this browser did not get rid of yet, on an earlier page or in another tab. */
  #adopt(due: number): void {
    const { pending } = this.conversation;
    for (const [cid, kept] of this.#shelf.all("out:")) {
      if (pending.has(cid) || this.#isSaid(cid)) continue;
      try {
        this.conversation.post({ ...(JSON.parse(kept) as Pending), cid, due });
      } catch {
        this.#shelf.set(`out:${cid}`, "");
      }
    }
    this.#flush();
    this.#audience.changed();
  }

  #isSaid(cid: string): boolean {
    return [...this.conversation.messages.values()].some((message) => message.cid === cid);
  }

  #neighbour(word: Word): void {
    if ("read" in word) this.conversation.read(word.read);
    else if ("discarded" in word) this.conversation.discard(word.discarded);
    else if ("dismissed" in word) this.conversation.invited = null;
    else this.#audience.forgotten();
    this.#audience.changed();
  }

  /** Sorts by time; unguessable enough never to meet another of the same room. */
  #newCid(at: number): string {
    const count = (this.#count++ % 1296).toString(36).padStart(2, "0");
    const chance = crypto.getRandomValues(new Uint32Array(2));
    return `${at.toString(36)}${count}-${[...chance].map((part) => part.toString(36)).join("")}`;
  }
}

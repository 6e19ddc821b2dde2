/**
 * What was said, as this page knows it.  No DOM, no socket, no clock.
 *
 *     post() ──▶ pending ──saved / its message──▶ messages ◀── welcome, messages
 *                  │                                 ▲
 *                  └── too long ──▶ failed           └── the same seq again: replaced
 *
 * Rule 1: a message stands once, under its seq; the higher version wins.
 * Rule 2: what the visitor wrote stays pending, under its cid, until the server has it.
 * Rule 3: one post travels at a time, so the order written is the order kept.
 * Rule 4: what a message is wished to become is shown, and kept apart from what it is.
 * Rule 5: `upto` never passes a version that has not arrived.
 */

import type { Invite, Message, Messages, Post, Saved, ServerFrame, Status, Trouble, Welcome } from "./frames";

/** Milliseconds after which a post without an answer goes out again. */
export const RESEND = 10_000;
const TYPING_LASTS = 60_000;

export interface Pending {
  cid: string;
  text: string;
  at: number;
  reply?: number;
  /** When it may be sent (again), in milliseconds since 1970. */
  due: number;
  failed?: boolean;
}

/** What the visitor wishes messages to become, once they have wished anything (amends.ts). */
export interface Wishing {
  /** The message as it is wished; `wished` where that takes a while. */
  shown(message: Message): Shown;
  heard(frame: ServerFrame): void;
  forget(): void;
}

export type Shown = Message & { wished?: boolean };

/** What an agent says first: it stands after all that was said, until it is a message like any other. */
export type Invited = Message & Pick<Invite, "open" | "photo">;

export class Conversation {
  readonly messages = new Map<number, Message>();
  readonly pending = new Map<string, Pending>();
  status: Status = { state: "none", here: true, agent: null };
  upto = 0;
  /** An agent has seen everything up to here. */
  seen = 0;
  /** The visitor has displayed everything up to here. */
  mine = 0;
  /** Who is writing, if they are named; null while nobody is. */
  typing: string | null = null;
  /** When nobody is writing any more, unless they say it anew: their client may have died over it. */
  typingEnds = 0;
  /** False until the first welcome: nothing is known yet. */
  known = false;
  invited: Invited | null = null;
  wishes: Wishing | null = null;

  /** Takes in what the server said; returns the agent's messages that are new here. */
  apply(frame: ServerFrame, now: number): Message[] {
    switch (frame.t) {
      case "welcome":
        return this.#welcome(frame);
      case "messages":
        return this.#take(frame);
      case "saved":
        this.#saved(frame);
        break;
      case "changed":
        this.#upsert(frame.message);
        break;
      case "status": {
        const { t, ...status } = frame;
        this.status = status;
        if (status.state !== "active") this.typing = null;
        break;
      }
      case "typing":
        this.typing = frame.on ? (frame.name ?? "") : null;
        this.typingEnds = now + TYPING_LASTS;
        break;
      case "seen":
        this.seen = Math.max(this.seen, frame.seq);
        break;
      case "invite": {
        const { t, ...invite } = frame;
        this.invited ??= { ...invite, seq: this.#last() + 0.5, version: 0, from: "agent", at: now };
        break;
      }
      case "error":
        this.#trouble(frame, now);
        break;
    }
    return [];
  }

  /** Gives up on whoever has been writing for too long. */
  settle(now: number): void {
    if (now >= this.typingEnds) this.typing = null;
  }

  /** By place, and as the visitor wishes them. */
  inOrder(): Shown[] {
    const messages = [...this.messages.values(), ...(this.invited ? [this.invited] : [])];
    return messages.sort((one, other) => one.seq - other.seq).map((message) => this.wishes?.shown(message) ?? message);
  }

  /** Puts the visitor's words into line. */
  post(post: Pending): void {
    this.pending.set(post.cid, post);
  }

  /** The post whose turn it is, or undefined. It may not be due yet. */
  next(): Pending | undefined {
    return this.waiting().find((post) => !post.failed);
  }

  /** The visitor's words that are not safe yet, oldest first. */
  waiting(): Pending[] {
    return [...this.pending.values()].sort((one, other) => (one.cid < other.cid ? -1 : 1));
  }

  /** The frame of the next post that is due; marks it as on its way. */
  takeNext(now: number): Post | null {
    const post = this.next();
    if (!post || post.due > now) return null;
    post.due = now + RESEND;
    return { t: "post", cid: post.cid, text: post.text, ...(post.reply ? { reply: post.reply } : {}) };
  }

  /** After a new connection whatever was on its way goes out again. */
  release(): void {
    for (const post of this.pending.values()) post.due = 0;
  }

  retry(cid: string): void {
    const post = this.pending.get(cid);
    if (!post) return;
    delete post.failed;
    post.due = 0;
  }

  discard(cid: string): void {
    this.pending.delete(cid);
  }

  /** Takes a message that the room refused off this page, to be said anew. */
  takeBack(seq: number): Message | null {
    const message = this.messages.get(seq);
    if (message?.state !== "refused") return null;
    this.messages.delete(seq);
    return message;
  }

  /** The agents' messages that the visitor has not displayed. */
  unread(): number {
    let unread = 0;
    for (const message of this.messages.values()) {
      if (message.from === "agent" && message.seq > this.mine && !message.retracted) unread++;
    }
    return unread;
  }

  /** Everything counts as displayed from now on; the place to tell the server, or null when there is no news. */
  display(): number | null {
    if (!this.unread()) return null;
    this.mine = this.#last();
    return this.mine;
  }

  /** Another tab displayed everything up to `seq`. */
  read(seq: number): void {
    this.mine = Math.max(this.mine, seq);
  }

  /** Whether somebody answers, or is asked to. */
  get goesOn(): boolean {
    return this.status.state === "waiting" || this.status.state === "active";
  }

  /** Whether something is going on that must survive a change of page. */
  get isOpen(): boolean {
    return this.pending.size > 0 || this.goesOn;
  }

  forget(): void {
    this.messages.clear();
    this.wishes?.forget();
    this.upto = this.seen = this.mine = 0;
    this.typing = this.invited = null;
  }

  #last(): number {
    let last = 0;
    for (const seq of this.messages.keys()) last = Math.max(last, seq);
    return last;
  }

  #welcome(frame: Welcome): Message[] {
    // A server that knows less than we do took us for a new visitor.
    if (frame.upto < this.upto) this.forget();
    this.known = true;
    this.status = frame.status;
    this.typing = null;
    this.mine = Math.max(this.mine, frame.mine);
    return this.#take(frame);
  }

  #take(frame: Messages | Welcome): Message[] {
    const fresh = frame.messages.filter((message) => this.#upsert(message));
    this.upto = Math.max(this.upto, frame.upto);
    this.seen = Math.max(this.seen, frame.seen ?? 0);
    const arrived = fresh.filter((message) => message.from === "agent" && message.seq > this.mine);
    if (arrived.length) this.typing = null;
    return arrived.filter((message) => !message.retracted);
  }

  /** True when the message was not here before. */
  #upsert(message: Message): boolean {
    if (message.cid) this.pending.delete(message.cid);
    const known = this.messages.get(message.seq);
    if (known && known.version > message.version) return false;
    this.messages.set(message.seq, message);
    return !known && !this.#isInvited(message);
  }

  /** Whether it is what stood here already, as an invitation. Whatever an agent says puts an end to that. */
  #isInvited({ from, seq, text }: Message): boolean {
    const { invited } = this;
    if (!invited || from !== "agent" || seq < invited.seq) return false;
    this.invited = null;
    return text === invited.text;
  }

  #saved(frame: Saved): void {
    const post = this.pending.get(frame.cid);
    if (!post) return;
    this.#upsert({
      seq: frame.seq,
      version: frame.version,
      from: "visitor",
      cid: post.cid,
      text: post.text,
      at: frame.at,
      state: "saved",
      ...(post.reply ? { reply: post.reply } : {}),
    });
    if (frame.version === this.upto + 1) this.upto = frame.version;
  }

  #trouble(frame: Trouble, now: number): void {
    const post = frame.cid ? this.pending.get(frame.cid) : frame.seq ? null : this.next();
    if (!post) return;
    if (frame.after !== undefined) post.due = now + frame.after * 1000;
    else if (frame.cid) post.failed = true;
  }
}

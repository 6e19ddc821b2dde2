/**
 * What stands in the log, row by row: pure, so that the rules of the look can be tested.
 *
 * Rule 1: messages of one speaker within a minute stand close, with one time below the last.
 * Rule 2: a day begins with its name.
 * Rule 3: sent, delivered, seen stand only below the visitor's last message.
 * Rule 4: only messages of a conversation that goes on can be changed.
 * Rule 5: a row keeps its key for as long as the message lives, pending or saved.
 */

import type { Conversation, Pending, Shown } from "./conversation";
import { excerpt } from "./excerpt";
import type { Message } from "./frames";

export type Mark = "sending" | "sent" | "delivered" | "seen" | "failed";

export interface Speech {
  kind: "speech";
  key: string;
  mine: boolean;
  name: string;
  text: string;
  at: number;
  seq: number | null;
  cid: string | null;
  isFirst: boolean;
  edited: number | null;
  retracted: boolean;
  quote: Quote | null;
  reactions: Reaction[];
  /** Whether the visitor may change it, or react to it. */
  canChange: boolean;
  /** It is not yet what it is shown as. */
  wished: boolean;
}

export type Reaction = [emoji: string, count: number, isOwn: boolean];

export interface Quote {
  seq: number;
  mine: boolean;
  name: string;
  text: string | null;
}

export type Row =
  | Speech
  | { kind: "day"; key: string; at: number }
  | { kind: "notice"; key: string; notice: string; name: string; text: string }
  | { kind: "foot"; key: string; mine: boolean; at: number; mark: Mark | null; cid: string | null; seq: number | null };

const CLOSE = 60_000;
const NOTICES = new Set(["waiting", "waiting_again", "nobody_here", "unanswered", "reachable", "joined", "left", "closed", "timed_out"]);
const ENDS = /^(closed|timed_out)$/;
const ALONE = /^(nobody_here|unanswered)$/;

export function layOut(conversation: Conversation): Row[] {
  const speeches = inLine(conversation);
  const rows: Row[] = [];
  const last = speeches.findLast((row) => row.kind === "speech" && row.mine);
  const ended = speeches.findLastIndex((row) => "notice" in row && ENDS.test(row.notice));
  let day = "";
  speeches.forEach((row, index) => {
    if (dayOf(row.at) !== day) {
      day = dayOf(row.at);
      rows.push({ kind: "day", key: `d${day}`, at: row.at });
    }
    if (row.kind === "notice") return rows.push(row);
    row.isFirst = !areClose(speeches[index - 1], row);
    const mark = markOf(row, conversation);
    row.canChange = conversation.goesOn && index > ended && !!row.seq && !row.retracted && mark !== "failed";
    const shown = row === last || row.wished || mark === "failed" ? mark : null;
    rows.push(row);
    if (shown || !areClose(row, speeches[index + 1])) rows.push(footOf(row, shown));
  });
  return rows;
}

type Item = Speech | { kind: "notice"; key: string; notice: string; name: string; text: string; at: number };

function inLine(conversation: Conversation): Item[] {
  const items: Item[] = [];
  for (const message of conversation.inOrder()) {
    if (message.from !== "notice") items.push(speechOf(message, conversation));
    else if (message.text || NOTICES.has(message.notice ?? "")) items.push(noticeOf(message));
  }
  return items.concat(conversation.waiting().map((post) => pendingOf(post, conversation)));
}

function noticeOf(message: Message): Item {
  const { seq, notice = "", name = "", text = "", at } = message;
  return { kind: "notice", key: `m${seq}`, notice, name, text, at };
}

function speechOf(message: Shown, conversation: Conversation): Speech {
  const mine = message.from === "visitor";
  return {
    kind: "speech",
    key: message.cid && mine ? `c${message.cid}` : `m${message.seq}`,
    mine,
    name: message.name ?? "",
    text: message.text ?? "",
    at: message.at,
    seq: Number.isInteger(message.seq) ? message.seq : null,
    cid: null,
    isFirst: true,
    edited: message.edited ?? null,
    retracted: message.retracted === true,
    quote: quoteOf(message.reply, conversation),
    reactions: Object.entries(message.reactions ?? {}).flatMap(([emoji, count]) =>
      count > 0 ? [[emoji, count, !!message.own?.includes(emoji)]] : [],
    ),
    canChange: false,
    wished: !!message.wished,
  };
}

function pendingOf(post: Pending, conversation: Conversation): Speech {
  const { cid, text, at, reply } = post;
  const message: Message = { seq: 0, version: 0, from: "visitor", cid, text, at, ...(reply ? { reply } : {}) };
  return { ...speechOf(message, conversation), seq: null, cid };
}

function quoteOf(reply: number | undefined, conversation: Conversation): Quote | null {
  const message = reply ? conversation.messages.get(reply) : undefined;
  if (!message || message.from === "notice") return null;
  const text = message.retracted ? null : excerpt(message.text ?? "");
  return { seq: message.seq, mine: message.from === "visitor", name: message.name ?? "", text };
}

/** Whether nobody has answered, and the visitor has not said where to be reached. */
export function isLeftAlone(conversation: Conversation): boolean {
  const notices = conversation.inOrder().map(({ notice = "" }) => notice);
  const now = notices.slice(notices.findLastIndex((notice) => ENDS.test(notice)) + 1);
  return conversation.status.state === "waiting" && now.some((notice) => ALONE.test(notice)) && !now.includes("reachable");
}

function footOf(row: Speech, mark: Mark | null): Row {
  return { kind: "foot", key: `f${row.key}`, mine: row.mine, at: row.at, mark, cid: row.cid, seq: row.seq };
}

function markOf(row: Speech, { messages, pending, seen }: Conversation): Mark | null {
  if (row.wished) return "sending";
  if (!row.mine) return null;
  if (row.cid) return pending.get(row.cid)?.failed ? "failed" : "sending";
  const message = messages.get(row.seq ?? 0);
  if (message?.state === "refused") return "failed";
  if ((row.seq ?? 0) <= seen) return "seen";
  return message?.state === "in_room" ? "delivered" : "sent";
}

function areClose(one: Item | undefined, other: Item | undefined): boolean {
  if (one?.kind !== "speech" || other?.kind !== "speech") return false;
  if (one.mine !== other.mine || one.name !== other.name) return false;
  return Math.abs(other.at - one.at) < CLOSE && dayOf(one.at) === dayOf(other.at);
}

function dayOf(at: number): string {
  return new Date(at).toDateString();
}

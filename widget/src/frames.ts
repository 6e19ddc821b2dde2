/**
 * The visitor's wire, as the page sees it: text ⇄ frame.  The shapes are those of
 * docs/protocol.md, and tests/vectors/frames.json holds both sides to them.
 *
 * Rule 1: no state and no DOM.
 * Rule 2: what is not understood is dropped; unknown fields are kept out of the way.
 */

export type Author = "visitor" | "agent" | "notice";
export type State = "none" | "waiting" | "active" | "closed";

export interface Message {
  seq: number;
  version: number;
  from: Author;
  at: number;
  name?: string;
  cid?: string;
  text?: string;
  notice?: string;
  reply?: number;
  edited?: number;
  retracted?: boolean;
  reactions?: Record<string, number>;
  /** Those of them that are the visitor's. */
  own?: string[];
  state?: "saved" | "in_room" | "refused";
}

export interface Status {
  state: State;
  here: boolean;
  /** `photo` is a path on the server, `status` what they say of themselves. */
  agent: { name: string; photo?: string; status?: string } | null;
  /** Nobody is here, and somebody will be then. */
  opens?: number;
  /** Where a visitor who waits stands in line, from 1. */
  place?: number;
  /** Minutes that it takes, about. */
  wait?: number;
}

export interface Place {
  url: string;
  title: string;
  referrer: string;
}

export interface Hello {
  t: "hello";
  v: 1;
  channel: string;
  token: string | null;
  after: number;
  lang: string;
  page: Place;
  name?: string;
}

export interface Post {
  t: "post";
  cid: string;
  text: string;
  reply?: number;
}

/** What is to become of a message that stands there already. */
export type Amendment =
  | { t: "correct"; seq: number; text: string }
  | { t: "retract"; seq: number }
  | { t: "react"; seq: number; emojis: string[] };

/** What becomes of an agent's invitation. */
export type InviteStep = "shown" | "dismissed";

/** What the page says. */
export type PageFrame =
  | Hello
  | Post
  | Amendment
  | { t: "typing"; on: boolean; text?: string }
  | { t: "seen"; seq: number }
  | { t: "page"; url: string; title: string }
  | { t: "name"; name: string }
  | { t: "contact"; email: string }
  | { t: "sync"; after: number }
  | { t: "invited"; step: InviteStep }
  | { t: "ping" };

export interface Welcome {
  t: "welcome";
  v: 1;
  token: string;
  /** `preview`: agents may read what is typed, and the visitor has to be told. `asks`: an address may be left. */
  channel: { name: string; color: string; preview?: boolean; asks?: boolean };
  status: Status;
  messages: Message[];
  upto: number;
  more: boolean;
  seen: number;
  mine: number;
  ping: number;
}

export interface Messages {
  t: "messages";
  messages: Message[];
  upto: number;
  more: boolean;
  seen?: number;
}

export interface Saved {
  t: "saved";
  cid: string;
  seq: number;
  version: number;
  at: number;
}

export interface Trouble {
  t: "error";
  code: string;
  text: string;
  /** Of a post that is refused. */
  cid?: string;
  /** Of a message that was to become another. */
  seq?: number;
  after?: number;
}

/** An agent speaks to a visitor who has no conversation. */
export interface Invite {
  t: "invite";
  name: string;
  text: string;
  /** Whether the chat is to open by itself. */
  open: boolean;
  photo?: string;
}

/** What the server says. */
export type ServerFrame =
  | Welcome
  | Messages
  | Saved
  | { t: "changed"; message: Message }
  | Trouble
  | Invite
  | ({ t: "status" } & Status)
  | { t: "typing"; on: boolean; name?: string }
  | { t: "seen"; seq: number }
  | { t: "pong" }
  | { t: "retry"; after: number }
  | { t: "stream"; id: string };

type Check = (value: unknown) => boolean;
type Shape = Record<string, Check>;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const place: Check = (value) => count(value) && value !== 0;
const seconds: Check = (value) => typeof value === "number" && value >= 0 && value < Infinity;
const list: Check = (value) => Array.isArray(value);
const optional = (check: Check): Check => (value) => value === undefined || check(value);
const nullable = (check: Check): Check => (value) => value === null || check(value);
const among = (...values: unknown[]): Check => (value) => values.includes(value);
const shaped = (shape: Shape): Check => (value) => fits(value, shape);

const MESSAGE: Shape = {
  seq: place,
  version: place,
  from: among("visitor", "agent", "notice"),
  at: count,
  name: optional(text),
  cid: optional(text),
  text: optional(text),
  notice: optional(text),
  reply: optional(place),
  edited: optional(count),
  retracted: optional(flag),
  own: optional(list),
  reactions: optional((value) => isRecord(value) && Object.values(value).every(count)),
  state: optional(among("saved", "in_room", "refused")),
};

const STATUS: Shape = {
  state: among("none", "waiting", "active", "closed"),
  here: flag,
  agent: nullable(shaped({ name: text, photo: optional(text), status: optional(text) })),
  opens: optional(count),
  place: optional(place),
  wait: optional(place),
};

const SHAPES: Record<string, Shape> = {
  welcome: {
    v: among(1),
    token: text,
    channel: shaped({ name: text, color: text, preview: optional(flag), asks: optional(flag) }),
    status: shaped(STATUS),
    messages: list,
    upto: count,
    more: flag,
    seen: count,
    mine: count,
    ping: (value) => seconds(value) && value !== 0,
  },
  messages: { messages: list, upto: count, more: flag, seen: optional(count) },
  saved: { cid: text, seq: place, version: place, at: count },
  changed: { message: shaped(MESSAGE) },
  status: STATUS,
  typing: { on: flag, name: optional(nullable(text)) },
  seen: { seq: count },
  invite: { name: text, text: text, open: flag, photo: optional(text) },
  pong: {},
  retry: { after: seconds },
  error: { code: text, text: text, cid: optional(text), seq: optional(count), after: optional(seconds) },
  stream: { id: text },
};

/**
 * The frame in `wire`, or null when it is none that we know.  A broken message in
 * a list is left out rather than costing the whole list, or it would come again
 * with every resume.
 */
export function parseFrame(wire: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(wire);
  } catch {
    return null;
  }
  if (!isRecord(value) || typeof value.t !== "string" || !Object.hasOwn(SHAPES, value.t)) return null;
  if (!fits(value, SHAPES[value.t] as Shape)) return null;
  if (Array.isArray(value.messages)) value.messages = value.messages.filter(shaped(MESSAGE));
  return value as unknown as ServerFrame;
}

/** The text that carries `frame`; always well-formed Unicode. */
export function buildFrame(frame: PageFrame): string {
  return JSON.stringify(frame);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(value: unknown, shape: Shape): boolean {
  return isRecord(value) && Object.keys(shape).every((key) => (shape[key] as Check)(value[key]));
}

/** One row of the log as elements. People's words only ever become text nodes. */

import { element, icon } from "./dom";
import { excerpt } from "./excerpt";
import { icons } from "./icons";
import type { Quote, Reaction, Row, Speech } from "./layout";
import { action, cut, isEmoji } from "./text";
import type { Words } from "./words";

export interface SpeechActions {
  /** Something is to be done to the message at `seq`: `what` is a button's name, `at` that button, or a reaction. */
  act(what: string, seq: number, at?: HTMLElement): void;
  retry(cid: string | null, seq: number | null): void;
  discard(cid: string): void;
  goTo(seq: number): void;
}

export function drawRow(row: Row, words: Words, now: number, actions: SpeechActions): HTMLElement {
  if (row.kind === "day") return element("div", { class: "day" }, words.day(row.at, now));
  if (row.kind === "notice") {
    // What we say ourselves goes our way, whatever script the name in it has.
    return element("div", { class: "notice", dir: row.text ? "auto" : null }, row.text || noticeText(row.notice, row.name, words));
  }
  if (row.kind === "foot") return drawFoot(row, words, actions);
  return drawSpeech(row, words, actions);
}

function noticeText(notice: string, name: string, words: Words): string {
  if (notice === "joined") return words.say(name ? "joined" : "joinedNameless", name);
  if (notice === "left") return words.say("gone", name);
  return words.say(notice as "waiting" | "waiting_again" | "nobody_here" | "unanswered" | "reachable" | "closed" | "timed_out", name);
}

function drawSpeech(row: Speech, words: Words, actions: SpeechActions): HTMLElement {
  const deed = row.retracted ? null : action(row.text);
  const isBig = !row.retracted && !row.quote && isEmoji(row.text);
  const kind = row.retracted ? "gone" : deed !== null ? "deed" : isBig ? "big" : "";
  const classes = `speech ${row.mine ? "mine" : "theirs"} ${row.isFirst ? "first " : ""}${kind}`;
  const bubble = element("div", { class: "bubble" }, drawQuote(row.quote, words, actions), drawText(row, deed, words));
  if (row.edited) bubble.append(element("small", { class: "edited", title: words.moment(row.edited) }, words.say("edited")));
  const speaker = row.mine ? words.say("you") : row.name;
  const who = deed === null && row.isFirst ? element("span", { class: "unseen" }, `${speaker}: `) : null;
  const node = element("div", { class: classes, title: words.moment(row.at) }, who, bubble);
  const { seq } = row;
  if (seq && !row.retracted) node.append(drawTools(row, seq, words, actions));
  if (row.reactions.length) node.append(drawReactions(row, words, actions));
  return node;
}

function drawText(row: Speech, deed: string | null, words: Words): HTMLElement {
  if (row.retracted) return element("div", { class: "text" }, words.say("retracted"));
  const actor = deed === null ? null : element("b", { dir: "auto" }, `${row.mine ? words.say("you") : row.name} `);
  return element("div", { class: "text", dir: "auto" }, actor, ...cut(deed ?? row.text).map(drawPart));
}

function drawPart({ text, href }: { text: string; href: string | null }): Node {
  if (!href) return document.createTextNode(text);
  return element("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto" }, text);
}

function drawQuote(quote: Quote | null, words: Words, actions: SpeechActions): HTMLElement | null {
  if (!quote) return null;
  const speaker = quote.mine ? words.say("you") : quote.name;
  const text = quote.text === null ? words.say("retracted") : quote.text;
  const lines = [element("b", { dir: "auto" }, speaker), element("span", { dir: "auto" }, excerpt(text))];
  return element("button", { class: "quote", onclick: () => actions.goTo(quote.seq) }, ...lines);
}

function drawTools({ mine, canChange }: Speech, seq: number, words: Words, actions: SpeechActions): HTMLElement {
  const tool = (name: "reply" | "change" | "react") => {
    const label = words.say(name);
    const onclick = ({ currentTarget }: Event) => actions.act(name, seq, currentTarget as HTMLElement);
    return element("button", { class: `tool ${name}`, "aria-label": label, title: label, onclick }, icon(icons[name], "flip"));
  };
  return element("div", { class: "tools" }, tool("reply"), canChange ? tool(mine ? "change" : "react") : null);
}

function drawReactions({ seq, mine, canChange, reactions }: Speech, words: Words, actions: SpeechActions): HTMLElement {
  const canReact = canChange && !mine && seq;
  const chips = reactions.map(([emoji, count, isOwn]: Reaction) => {
    const pressing = canReact ? { "aria-pressed": `${isOwn}`, onclick: () => actions.act(emoji, canReact) } : {};
    const text = count > 1 ? `${emoji} ${words.number(count)}` : emoji;
    return element(canReact ? "button" : "span", { class: isOwn ? "chip own" : "chip", ...pressing }, text);
  });
  return element("div", { class: "reactions", role: "group", "aria-label": words.say("reactions") }, ...chips);
}

function drawFoot(row: Extract<Row, { kind: "foot" }>, words: Words, actions: SpeechActions): HTMLElement {
  // How far a message has come is seen, not read out; that it failed is.
  const live = row.mark === "failed" ? null : "off";
  const node = element("div", { class: row.mine ? "foot mine" : "foot", "aria-live": live });
  const time = element("time", { datetime: new Date(row.at).toISOString(), title: words.moment(row.at) }, words.time(row.at));
  node.append(time, row.mark ? " · " : "");
  if (row.mark) node.append(element("span", { class: row.mark }, words.say(row.mark)));
  if (row.mark !== "failed") return node;
  const { cid, seq } = row;
  node.append(link(words.say("tryAgain"), () => actions.retry(cid, seq)));
  if (cid) node.append(link(words.say("delete"), () => actions.discard(cid)));
  return node;
}

function link(label: string, onclick: () => void): HTMLElement {
  return element("button", { class: "link", onclick }, label);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation } from "../src/conversation";
import type { Message } from "../src/frames";
import { excerpt, layOut } from "../src/layout";
import type { Row } from "../src/layout";

const NOON = new Date(2026, 2, 3, 12, 0, 0).getTime();
const SECOND = 1000;

function message(seq: number, from: Message["from"], seconds: number, extra: Partial<Message> = {}): Message {
  return { seq, version: seq, from, text: `word ${seq}`, at: NOON + seconds * SECOND, ...extra };
}

function rows(messages: Message[], seen = 0): Row[] {
  const conversation = new Conversation();
  conversation.apply({ t: "messages", messages, upto: 99, more: false }, NOON);
  conversation.apply({ t: "seen", seq: seen }, NOON);
  return layOut(conversation);
}

function kinds(list: Row[]): string {
  return list.map(({ kind }) => kind).join(" ");
}

test("messages of one speaker within a minute stand close, with one time below the last", () => {
  const list = rows([message(1, "agent", 0), message(2, "agent", 40), message(3, "agent", 130)]);
  assert.equal(kinds(list), "day speech speech foot speech foot");
});

test("another speaker, or a notice between, begins anew", () => {
  const list = rows([
    message(1, "agent", 0, { name: "Ann" }),
    message(2, "agent", 5, { name: "Bob" }),
    message(3, "notice", 6, { notice: "joined", name: "Bob" }),
    message(4, "notice", 6, { notice: "left", name: "Ann" }),
    message(5, "agent", 7, { name: "Bob" }),
  ]);
  assert.equal(kinds(list), "day speech foot speech foot notice notice speech foot");
});

test("every day begins with its name", () => {
  const list = rows([message(1, "agent", 0), message(2, "agent", 24 * 3600)]);
  assert.equal(kinds(list), "day speech foot day speech foot");
});

test("sent, delivered, seen stand only below the visitor's last message", () => {
  const own = [message(1, "visitor", 0, { state: "in_room" }), message(2, "visitor", 200, { state: "in_room" })];
  assert.deepEqual(marks(rows(own)), [null, "delivered"]);
  assert.deepEqual(marks(rows([own[0]!, { ...own[1]!, state: "saved" }])), [null, "sent"]);
  assert.deepEqual(marks(rows(own, 2)), [null, "seen"]);
});

test("what the room refused says so, wherever it stands", () => {
  const list = rows([message(1, "visitor", 0, { state: "refused" }), message(2, "visitor", 1, { state: "in_room" })]);
  assert.deepEqual(marks(list), ["failed", "delivered"]);
});

test("what is wished says that it is being sent, wherever it stands and whoever wrote it", () => {
  const conversation = new Conversation();
  const said = [message(1, "agent", 0), message(2, "agent", 1), message(3, "visitor", 2, { state: "in_room" })];
  conversation.apply({ t: "messages", messages: said, upto: 3, more: false }, NOON);
  conversation.wishes = { shown: (each) => ({ ...each, wished: each.seq === 1 }), heard: () => {}, forget: () => {} };
  const feet = layOut(conversation).flatMap((row) => (row.kind === "foot" ? [row.mark] : []));
  assert.deepEqual(feet, ["sending", null, "delivered"]);
});

test("messages can be changed while their conversation goes on", () => {
  const conversation = new Conversation();
  const said = [
    message(1, "agent", 0),
    message(2, "notice", 1, { notice: "timed_out" }),
    message(3, "agent", 2),
    message(4, "agent", 3, { retracted: true }),
    message(5, "visitor", 4, { state: "refused" }),
    message(6, "visitor", 5, { state: "saved" }),
  ];
  const take = (...messages: Message[]) => conversation.apply({ t: "messages", messages, upto: 9, more: false }, NOON);
  const open = () => layOut(conversation).flatMap((row) => (row.kind === "speech" && row.canChange ? [row.seq] : []));
  take(...said);
  conversation.post({ cid: "a1", text: "Hello", at: NOON, due: 0 });
  assert.deepEqual(open(), []);
  for (const state of ["waiting", "active"] as const) {
    conversation.apply({ t: "status", state, here: true, agent: null }, NOON);
    assert.deepEqual(open(), [3, 6]);
  }
  take(message(7, "notice", 6, { notice: "closed" }), message(8, "agent", 7));
  assert.deepEqual(open(), [8]);
  conversation.apply({ t: "status", state: "closed", here: true, agent: null }, NOON);
  assert.deepEqual(open(), []);
});

test("reactions tell which are the visitor's own", () => {
  const [, row] = rows([message(1, "agent", 0, { reactions: { "👍": 2, "🎉": 1, "🙏": 0 }, own: ["🎉"] })]);
  assert.deepEqual(row?.kind === "speech" && row.reactions, [["👍", 2, false], ["🎉", 1, true]]);
});

test("a pending message keeps its row when it is saved", () => {
  const conversation = new Conversation();
  conversation.post({ cid: "a1", text: "Hello", at: NOON, due: 0 });
  const [, before] = layOut(conversation);
  assert.deepEqual(marks(layOut(conversation)), ["sending"]);
  conversation.apply({ t: "saved", cid: "a1", seq: 1, version: 1, at: NOON }, NOON);
  const [, after] = layOut(conversation);
  assert.equal(after?.key, before?.key);
});

test("a quote shows what it answers, a retracted one only that it was there", () => {
  const list = rows([
    message(1, "visitor", 0),
    message(2, "agent", 5, { retracted: true }),
    message(3, "agent", 9, { reply: 1 }),
    message(4, "agent", 10, { reply: 2 }),
    message(5, "agent", 11, { reply: 77 }),
  ]);
  const quotes = list.flatMap((row) => (row.kind === "speech" ? [row.quote?.text] : []));
  assert.deepEqual(quotes, [undefined, undefined, "word 1", null, undefined]);
});

test("a notice of later times is passed over", () => {
  assert.equal(kinds(rows([message(1, "notice", 0, { notice: "weather", text: "" })])), "");
});

test("a notice in the department's own words is shown, whatever it is about", () => {
  const [, notice] = rows([message(1, "notice", 0, { notice: "weather", text: "It rains." })]);
  assert.equal(notice?.kind === "notice" && notice.text, "It rains.");
});

test("an excerpt is one line and cuts no emoji in two", () => {
  assert.equal(excerpt("one\n  two"), "one two");
  assert.equal([...excerpt("👍".repeat(200))].length, 141);
});

function marks(list: Row[]): (string | null)[] {
  return list.flatMap((row) => (row.kind === "foot" && row.mine ? [row.mark] : []));
}

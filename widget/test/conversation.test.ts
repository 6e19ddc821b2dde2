import assert from "node:assert/strict";
import { test } from "node:test";
import { Conversation, RESEND } from "../src/conversation";
import type { Message, Messages, Welcome } from "../src/frames";

const NOW = 1_760_000_000_000;

function agent(seq: number, version = seq, extra: Partial<Message> = {}): Message {
  return { seq, version, from: "agent", name: "Ann", text: `word ${seq}`, at: NOW + seq, ...extra };
}

function messages(...list: Message[]): Messages {
  return { t: "messages", messages: list, upto: Math.max(0, ...list.map(({ version }) => version)), more: false };
}

function welcome(list: Message[] = [], extra: Partial<Welcome> = {}): Welcome {
  return {
    ...messages(...list),
    ...{ t: "welcome", v: 1, token: "vera", channel: { name: "Sales", color: "#000" } },
    ...{ status: { state: "none", here: true, agent: null }, seen: 0, mine: 0, ping: 30 },
    ...extra,
  };
}

function posted(...cids: string[]): Conversation {
  const conversation = new Conversation();
  cids.forEach((cid) => conversation.post({ cid, text: `text of ${cid}`, at: NOW, due: 0 }));
  return conversation;
}

test("a message that comes twice stands once, in its newest form", () => {
  const conversation = new Conversation();
  conversation.apply(messages(agent(1), agent(2)), NOW);
  conversation.apply(messages(agent(1, 3, { text: "corrected" })), NOW);
  conversation.apply(messages(agent(1, 1, { text: "old" })), NOW);
  assert.deepEqual(
    conversation.inOrder().map(({ text }) => text),
    ["corrected", "word 2"],
  );
  assert.equal(conversation.upto, 3);
});

test("whatever order the versions arrive in, and however often, the end is the same", () => {
  const history = [agent(1), agent(2), agent(1, 3, { text: "corrected" }), agent(2, 4, { retracted: true }), agent(3, 5)];
  const wanted = JSON.stringify(played(history).inOrder());
  for (let seed = 1; seed <= 200; seed++) {
    const shuffled = [...history, ...history].sort((one, other) => noise(seed, one) - noise(seed, other));
    assert.equal(JSON.stringify(played(shuffled).inOrder()), wanted, `seed ${seed}`);
  }
});

test("when somebody is back counts as long as the server says so", () => {
  const conversation = new Conversation();
  conversation.apply(welcome([], { status: { state: "none", here: false, agent: null, opens: NOW } }), NOW);
  assert.equal(conversation.status.opens, NOW);
  conversation.apply({ t: "status", state: "none", here: false, agent: null, opens: NOW + 1 }, NOW);
  assert.equal(conversation.status.opens, NOW + 1);
  conversation.apply({ t: "status", state: "none", here: true, agent: null }, NOW);
  assert.equal(conversation.status.opens, undefined);
});

test("only what is new and not displayed yet counts as arrived", () => {
  const conversation = new Conversation();
  const arrived = conversation.apply(welcome([agent(1), agent(2)], { mine: 1 }), NOW);
  assert.deepEqual(
    arrived.map(({ seq }) => seq),
    [2],
  );
  assert.deepEqual(conversation.apply(messages(agent(2, 3)), NOW), []);
});

test("posts go one at a time, in the order written", () => {
  const conversation = posted("a1", "a2");
  assert.equal(conversation.takeNext(NOW)?.cid, "a1");
  assert.equal(conversation.takeNext(NOW), null);
  conversation.apply({ t: "saved", cid: "a1", seq: 1, version: 1, at: NOW }, NOW);
  assert.equal(conversation.takeNext(NOW)?.cid, "a2");
});

test("a post without an answer goes out again after a while, and after every new connection", () => {
  const conversation = posted("a1");
  conversation.takeNext(NOW);
  assert.equal(conversation.takeNext(NOW + RESEND - 1), null);
  assert.equal(conversation.takeNext(NOW + RESEND)?.cid, "a1");
  conversation.release();
  assert.equal(conversation.takeNext(NOW + RESEND)?.cid, "a1");
});

test("a saved post becomes a message with the words and the answer that it had", () => {
  const conversation = new Conversation();
  conversation.post({ cid: "a1", text: "Hello", at: NOW, due: 0, reply: 4 });
  conversation.apply({ t: "saved", cid: "a1", seq: 5, version: 9, at: NOW + 1 }, NOW);
  assert.equal(conversation.pending.size, 0);
  const [message] = conversation.inOrder();
  assert.equal(message?.text, "Hello");
  assert.equal(message?.reply, 4);
  assert.equal(message?.state, "saved");
});

test("a post that comes back as a message is safe as well", () => {
  const conversation = posted("a1");
  conversation.apply(messages({ seq: 1, version: 1, from: "visitor", cid: "a1", text: "text", at: NOW }), NOW);
  assert.equal(conversation.pending.size, 0);
  conversation.apply({ t: "saved", cid: "a1", seq: 1, version: 1, at: NOW }, NOW);
  assert.equal(conversation.messages.size, 1);
});

test("the highest version known never passes one that has not arrived", () => {
  const conversation = posted("a1", "a2");
  conversation.apply({ t: "saved", cid: "a1", seq: 2, version: 2, at: NOW }, NOW);
  assert.equal(conversation.upto, 0);
  conversation.apply(messages(agent(1)), NOW);
  conversation.apply({ t: "saved", cid: "a2", seq: 3, version: 2, at: NOW }, NOW);
  assert.equal(conversation.upto, 2);
});

test("too fast: the post waits as long as the server says, and so does what comes after it", () => {
  const conversation = posted("a1", "a2");
  conversation.takeNext(NOW);
  conversation.apply({ t: "error", code: "too_fast", text: "", cid: "a1", after: 3 }, NOW);
  assert.equal(conversation.takeNext(NOW + 2_999), null);
  assert.equal(conversation.takeNext(NOW + 3_000)?.cid, "a1");
});

test("too long: the post has failed, the next may go, and it can be tried again or thrown away", () => {
  const conversation = posted("a1", "a2");
  conversation.takeNext(NOW);
  conversation.apply({ t: "error", code: "too_long", text: "", cid: "a1" }, NOW);
  assert.equal(conversation.takeNext(NOW)?.cid, "a2");
  conversation.retry("a1");
  assert.equal(conversation.takeNext(NOW)?.cid, "a1");
  conversation.discard("a1");
  assert.equal(conversation.pending.has("a1"), false);
});

test("taken for a new visitor: the old room is forgotten, what was not safe is kept", () => {
  const conversation = posted("a1");
  conversation.apply(welcome([agent(1), agent(2)]), NOW);
  conversation.apply(welcome([]), NOW);
  assert.equal(conversation.messages.size, 0);
  assert.equal(conversation.upto, 0);
  assert.equal(conversation.pending.size, 1);
});

test("unread are the agents' messages below which the visitor has not been", () => {
  const conversation = new Conversation();
  conversation.apply(welcome([agent(1), agent(2), agent(3, 3, { retracted: true })], { mine: 1 }), NOW);
  assert.equal(conversation.unread(), 1);
  assert.equal(conversation.display(), 3);
  assert.equal(conversation.unread(), 0);
  assert.equal(conversation.display(), null);
});

test("an answer may say how far the agents have read", () => {
  const conversation = new Conversation();
  conversation.apply({ ...messages(agent(2)), seen: 1 }, NOW);
  assert.equal(conversation.seen, 1);
  conversation.apply(messages(agent(3)), NOW);
  assert.equal(conversation.seen, 1);
});

test("typing ends with the conversation, and by itself when nobody says so", () => {
  const conversation = new Conversation();
  conversation.apply({ t: "typing", on: true, name: "Ann" }, NOW);
  conversation.settle(NOW + 59_000);
  assert.equal(conversation.typing, "Ann");
  conversation.settle(NOW + 60_000);
  assert.equal(conversation.typing, null);
  conversation.apply({ t: "typing", on: true, name: "Ann" }, NOW);
  conversation.apply({ t: "status", state: "closed", here: true, agent: null }, NOW);
  assert.equal(conversation.typing, null);
});

test("a message of the agent ends their typing", () => {
  const conversation = new Conversation();
  conversation.apply({ t: "typing", on: true, name: "Ann" }, NOW);
  assert.equal(conversation.typing, "Ann");
  conversation.apply(messages(agent(1)), NOW);
  assert.equal(conversation.typing, null);
});

test("a message that the room refused can be taken back to be said anew, others cannot", () => {
  const conversation = new Conversation();
  const refused: Message = { seq: 2, version: 2, from: "visitor", text: "Hello", at: NOW, state: "refused" };
  conversation.apply(messages(agent(1), refused), NOW);
  assert.equal(conversation.takeBack(1), null);
  assert.equal(conversation.takeBack(2)?.text, "Hello");
  assert.equal(conversation.messages.has(2), false);
});

test("what was changed is applied like any message, and tells no version", () => {
  const conversation = new Conversation();
  conversation.apply(messages(agent(1), agent(2)), NOW);
  conversation.apply({ t: "changed", message: agent(1, 5, { own: ["👍"] }) }, NOW);
  assert.deepEqual(conversation.messages.get(1)?.own, ["👍"]);
  assert.equal(conversation.upto, 2);
  conversation.apply({ t: "changed", message: agent(1, 4) }, NOW);
  assert.equal(conversation.messages.get(1)?.version, 5);
});

test("an error about a change is none about the post whose turn it is", () => {
  const conversation = posted("a1");
  conversation.apply({ t: "error", code: "too_fast", text: "", seq: 4, after: 60 }, NOW);
  assert.equal(conversation.takeNext(NOW)?.cid, "a1");
});

test("a new visitor's wishes are forgotten", () => {
  let forgot = 0;
  const conversation = new Conversation();
  conversation.wishes = { shown: (message) => message, heard: () => {}, forget: () => forgot++ };
  conversation.apply(welcome([agent(1), agent(2)]), NOW);
  assert.equal(forgot, 0);
  conversation.apply(welcome([agent(1)]), NOW);
  assert.equal(forgot, 1);
});

function played(list: Message[]): Conversation {
  const conversation = new Conversation();
  list.forEach((message) => conversation.apply(messages(message), NOW));
  return conversation;
}

function noise(seed: number, { seq, version }: Message): number {
  return Math.sin(seed * 97 + seq * 13 + version * 31);
}

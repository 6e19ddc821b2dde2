import assert from "node:assert/strict";
import { test } from "node:test";
import type { Amendment, Message, ServerFrame, Welcome } from "../src/frames";
import { PATIENCE, Wishes } from "../src/wishes";

const NOW = 1_760_000_000_000;
const OWN: Message = { seq: 7, version: 7, from: "visitor", text: "Oka", at: NOW, state: "in_room" };
const ANNS: Message = { seq: 8, version: 8, from: "agent", text: "Oak?", at: NOW, reactions: { "👍": 2 }, own: ["👍"] };

const correct = (text: string, seq = 7): Amendment => ({ t: "correct", seq, text });
const retract: Amendment = { t: "retract", seq: 7 };
const react = (...emojis: string[]): Amendment => ({ t: "react", seq: 8, emojis });
const changed = (message: Message): ServerFrame => ({ t: "changed", message });
const refused = (code: string, extra: { seq?: number; after?: number; cid?: string } = {}): ServerFrame => ({ t: "error", code, text: "", ...extra });
const welcome = { t: "welcome" } as Welcome;

/** What goes out at `now`. */
function sent(wishes: Wishes, now = NOW, isOpen = true): Amendment[] {
  const out: Amendment[] = [];
  wishes.flush(now, (frame) => (isOpen && out.push(frame), isOpen));
  return out;
}

function asked(...frames: Amendment[]): Wishes {
  const wishes = new Wishes();
  for (const frame of frames) {
    wishes.want(frame, NOW);
    assert.deepEqual(sent(wishes), [frame]);
  }
  return wishes;
}

test("a wish goes out once, and is gone with the answer", () => {
  const wishes = asked(correct("Oak"));
  assert.deepEqual(sent(wishes, NOW + 3_600_000), []);
  wishes.heard(changed(OWN), NOW);
  assert.equal(wishes.shown(OWN, NOW), OWN);
  wishes.heard(welcome, NOW);
  assert.deepEqual(sent(wishes), []);
});

test("without a line it waits", () => {
  const wishes = new Wishes();
  wishes.want(retract, NOW);
  assert.deepEqual(sent(wishes, NOW, false), []);
  assert.deepEqual(sent(wishes), [retract]);
});

test("a newer wish replaces one that nobody was asked for", () => {
  const wishes = new Wishes();
  wishes.want(correct("Oak"), NOW);
  wishes.want(retract, NOW);
  assert.deepEqual(sent(wishes), [retract]);
});

test("a newer wish waits for the answer to the one under way, and only the newest", () => {
  const wishes = asked(correct("Oak"));
  wishes.want(correct("Oaks"), NOW);
  wishes.want(correct("Oaken"), NOW);
  assert.deepEqual(sent(wishes), []);
  assert.equal(wishes.shown(OWN, NOW).text, "Oaken");
  wishes.heard(changed({ ...OWN, text: "Oak" }), NOW);
  assert.deepEqual(sent(wishes), [correct("Oaken")]);
});

test("wishes for several messages do not wait for each other", () => {
  const wishes = asked(correct("Oak"), react("🎉"));
  wishes.heard(changed(ANNS), NOW);
  assert.equal(wishes.shown(OWN, NOW).text, "Oak");
  assert.equal(wishes.shown(ANNS, NOW), ANNS);
});

test("after a new connection every wish goes out again, as it is by now", () => {
  const wishes = asked(correct("Oak"), react("🎉"));
  wishes.want(retract, NOW);
  wishes.heard(welcome, NOW);
  assert.deepEqual(sent(wishes), [retract, react("🎉")]);
  assert.deepEqual(sent(wishes), []);
});

test("what is refused is dropped, and said; the newer wish is asked for", () => {
  const wishes = asked(correct("Oak"), react("🎉"));
  assert.equal(wishes.heard(refused("too_late", { seq: 7 }), NOW), "too_late");
  assert.equal(wishes.shown(OWN, NOW), OWN);
  wishes.want(react("🙏"), NOW);
  assert.equal(wishes.heard(refused("blocked", { seq: 8 }), NOW), "blocked");
  assert.deepEqual(sent(wishes), [react("🙏")]);
});

test("a refusal of what nobody wishes is not said", () => {
  const wishes = asked(correct("Oak"));
  assert.equal(wishes.heard(refused("too_late", { seq: 9 }), NOW), "");
  assert.equal(wishes.heard(refused("too_long", { cid: "a1" }), NOW), "");
  assert.equal(wishes.heard(refused("bad_frame"), NOW), "");
  assert.equal(wishes.shown(OWN, NOW).text, "Oak");
});

test("too fast: it goes out again when the server says, as it is by then", () => {
  const wishes = asked(correct("Oak"), react("🎉"));
  assert.equal(wishes.heard(refused("too_fast", { seq: 7, after: 3 }), NOW), "");
  wishes.want(correct("Oaken"), NOW);
  assert.equal(wishes.next(NOW), NOW + 3_000);
  assert.deepEqual(sent(wishes, NOW + 2_999), []);
  assert.deepEqual(sent(wishes, NOW + 3_000), [correct("Oaken")]);
  assert.equal(wishes.next(NOW + 3_000), Infinity);
});

test("too fast for a message says nothing about wishes; for nothing in particular, it means all that is under way", () => {
  const wishes = asked(correct("Oak"), react("🎉"));
  wishes.heard(refused("too_fast", { cid: "a1", after: 3 }), NOW);
  assert.equal(wishes.next(NOW), Infinity);
  wishes.heard(refused("unavailable", { after: 5 }), NOW);
  assert.deepEqual(sent(wishes, NOW + 4_999), []);
  assert.deepEqual(sent(wishes, NOW + 5_000), [correct("Oak"), react("🎉")]);
});

test("a message is shown as it is wished, and is said to be so when that takes a while", () => {
  const wishes = asked(retract, react("🎉", "👍"));
  assert.deepEqual(wishes.shown(OWN, NOW), { ...OWN, retracted: true, wished: false });
  const shown = wishes.shown(ANNS, NOW + PATIENCE);
  assert.deepEqual([shown.own, shown.reactions, shown.wished], [["🎉", "👍"], { "👍": 2, "🎉": 1 }, true]);
  const corrected = asked(correct("Oak")).shown(OWN, NOW);
  assert.deepEqual([corrected.text, corrected.edited], ["Oak", NOW]);
});

test("a reaction that is wished away is not counted", () => {
  assert.deepEqual(asked(react()).shown(ANNS, NOW).reactions, { "👍": 1 });
});

test("what was taken back in the meantime stays so", () => {
  const gone: Message = { seq: 7, version: 9, from: "visitor", at: NOW, retracted: true };
  assert.equal(asked(correct("Oak")).shown(gone, NOW), gone);
});

test("a new visitor wishes nothing", () => {
  const wishes = asked(correct("Oak"));
  wishes.forget();
  wishes.heard(welcome, NOW);
  assert.deepEqual(sent(wishes), []);
  assert.equal(wishes.shown(OWN, NOW), OWN);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { clean } from "../src/clean";
import { buildFrame, parseFrame } from "../src/frames";
import type { PageFrame } from "../src/frames";

interface Vector {
  name: string;
  direction: "page" | "server";
  json?: unknown;
  text?: string;
  valid: boolean;
}

const file = path.join(import.meta.dirname, "../../tests/vectors/frames.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

for (const { name, json, text, valid } of vectors.filter(({ direction }) => direction === "server")) {
  test(`from the server: ${name}`, () => {
    assert.equal(parseFrame(text ?? JSON.stringify(json)) !== null, valid);
  });
}

for (const { name, json } of vectors.filter(({ direction, valid, json }) => direction === "page" && valid && json)) {
  test(`from the page: ${name}`, () => {
    assert.deepEqual(JSON.parse(buildFrame(json as PageFrame)), json);
  });
}

const WELCOME = {
  ...{ t: "welcome", v: 1, token: "vera", channel: { name: "Sales", color: "#000" }, messages: [], upto: 0, more: false },
  ...{ status: { state: "none", here: true, agent: null }, seen: 0, mine: 0, ping: 30 },
};
const refused: [string, object][] = [
  ["another version", { ...WELCOME, v: 2 }],
  ["no pulse", { ...WELCOME, ping: 0 }],
  ["an unknown state", { ...WELCOME, status: { state: "lost", here: true, agent: null } }],
  ["a message saved nowhere", { t: "saved", cid: "c", seq: 0, version: 1, at: 1 }],
  ["a return before the departure", { t: "retry", after: -1 }],
];

for (const [name, frame] of refused) {
  test(`the page drops what it cannot mean: ${name}`, () => {
    assert.equal(parseFrame(JSON.stringify(WELCOME))?.t, "welcome");
    assert.equal(parseFrame(JSON.stringify(frame)), null);
  });
}

test("a broken message is left out of its list, and the others arrive", () => {
  const good = { seq: 2, version: 2, from: "agent", text: "Hello", at: 1 };
  const frame = parseFrame(JSON.stringify({ t: "messages", messages: [{ seq: 1 }, good], upto: 2, more: false }));
  assert.deepEqual(frame, { t: "messages", messages: [good], upto: 2, more: false });
});

test("what the visitor writes can travel through UTF-8 and XML", () => {
  assert.equal(clean("  one\r\ntwo\tthree\0\x1b[1m\x7f \n"), "one\ntwo\tthree[1m");
  assert.equal(clean("a\ud83d b\udc4d 👍"), "a\ufffd b\ufffd 👍");
});

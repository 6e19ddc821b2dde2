import assert from "node:assert/strict";
import { test } from "node:test";
import type { PageFrame } from "../src/frames";
import { Typing } from "../src/typing";
import { StoppedClock } from "./stopped-clock";

function typist(previewed: boolean) {
  const clock = new StoppedClock();
  const said: PageFrame[] = [];
  const typing = new Typing(clock, (frame) => said.push(frame));
  typing.previewed = previewed;
  return { clock, said, typing };
}

/** Letter by letter, so many milliseconds each. */
function type({ clock, typing }: ReturnType<typeof typist>, words: string, ms: number): void {
  for (let length = 1; length <= words.length; length++) {
    typing.write(words.slice(0, length));
    clock.pass(ms);
  }
}

const ON = { t: "typing", on: true } as const;
const OFF = { t: "typing", on: false } as const;

test("where nobody reads along, only that somebody writes is told", () => {
  const vera = typist(false);
  type(vera, "Do you ship to Spain?", 300);
  assert.deepEqual(vera.said, [ON, ON]);
  vera.clock.pass(10_000);
  assert.deepEqual(vera.said, [ON, ON, OFF]);
  vera.typing.write("");
  assert.equal(vera.said.length, 3);
});

test("where agents read along, the last state is told, at most once a second", () => {
  const vera = typist(true);
  type(vera, "Do you ship", 200);
  vera.clock.pass(1_000);
  assert.deepEqual(
    vera.said.map((frame) => frame.t === "typing" && frame.text),
    ["D", "Do yo", "Do you shi", "Do you ship"],
  );
});

test("who pauses does not write, and may still be read; what is emptied, left or sent may not", () => {
  const vera = typist(true);
  type(vera, "Hi", 5_999);
  assert.deepEqual(vera.said.at(-1), { ...ON, text: "Hi" });
  vera.clock.pass(1);
  assert.deepEqual(vera.said.at(-1), { ...OFF, text: "Hi" });
  vera.typing.write("");
  assert.deepEqual(vera.said.at(-1), OFF);
  const { length } = vera.said;
  vera.typing.write("");
  vera.clock.pass(60_000);
  assert.equal(vera.said.length, length);
});

test("what was emptied within the second is not told any more", () => {
  const vera = typist(true);
  type(vera, "My card is 4111", 50);
  vera.typing.write("");
  vera.clock.pass(60_000);
  assert.deepEqual(vera.said, [{ ...ON, text: "M" }, OFF]);
});

test("of a long text the end is told", () => {
  const vera = typist(true);
  vera.typing.write(`${"a".repeat(4_000)}z`);
  assert.deepEqual(vera.said, [{ ...ON, text: `${"a".repeat(399)}z` }]);
});

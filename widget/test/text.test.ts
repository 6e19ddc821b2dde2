import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, inkOn, parse } from "../src/color";
import { initial } from "../src/header";
import { lighten } from "../src/night";
import { action, cut, isEmoji } from "../src/text";

function links(text: string): string[] {
  return cut(text).flatMap(({ href }) => (href ? [href] : []));
}

test("addresses become links, and nothing is lost round them", () => {
  const text = "See https://example.org/a?b=c#d, (http://example.org/x_(y)) or mailto:ann@example.org!";
  assert.deepEqual(links(text), ["https://example.org/a?b=c#d", "http://example.org/x_(y)", "mailto:ann@example.org"]);
  assert.equal(cut(text).map((part) => part.text).join(""), text);
});

test("only http, https and mailto lead anywhere", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "xhttps://", "https://", "mailto:"]) {
    assert.deepEqual(links(text), [], text);
  }
});

test("a link ends where a direction mark or a bracket of markup begins", () => {
  assert.deepEqual(links("https://example.org/\u202egpj.exe"), ["https://example.org/"]);
  assert.deepEqual(links("<https://example.org/>"), ["https://example.org/"]);
});

test("whatever is written, the parts put together are what was written", () => {
  const pieces = ["https://a.example/", "(", ")", ".", " ", "mailto:a@b.c", "سلام", "👍", "http://", "\n", "<b>"];
  for (let seed = 0; seed < 500; seed++) {
    const text = Array.from({ length: 8 }, (_, index) => pieces[Math.floor(Math.abs(Math.sin(seed * 31 + index * 7)) * pieces.length)]).join("");
    assert.equal(cut(text).map((part) => part.text).join(""), text);
  }
});

test("/me begins a deed (XEP-0245), and only at the very start", () => {
  assert.equal(action("/me waves"), "waves");
  assert.equal(action("/meow"), null);
  assert.equal(action("I said /me waves"), null);
});

test("a few emoji and nothing else are shown large", () => {
  for (const text of ["👍", "👩‍👩‍👧", "🇵🇱", "❤️ 🙂"]) assert.equal(isEmoji(text), true, text);
  for (const text of ["7", "#", "ok 👍", "", "👍👍👍👍👍👍👍👍"]) assert.equal(isEmoji(text), false, text);
});

test("text on the channel's colour can be read, and in the dark its shape can be seen", () => {
  for (const color of ["#0b6e4f", "#fff", "#000", "#ffd400", "#1a1a2e", "#00f", "#767676", "#d9790b"]) {
    for (const fill of [parse(color), lighten(parse(color))]) assert.ok(contrast(fill, parse(inkOn(fill))) >= 4.5, `${color} ${fill}`);
    assert.ok(contrast(lighten(parse(color)), [23, 26, 25]) >= 3, color);
  }
});

test("a colour that is none becomes the house's green", () => {
  for (const color of ["", "red", "#12", "#ggg", "url(x)"]) assert.deepEqual(parse(color), [11, 110, 79], color);
  assert.deepEqual(parse("#abc"), parse("#aabbcc"));
});

test("a face shows the first letter of a name, in any script", () => {
  assert.deepEqual(["ann", " «Oak»", "نرگس", "👍", ""].map(initial), ["A", "O", "ن", "·", "·"]);
});

test("a link with brackets without end is cut like any other", () => {
  const parts = cut(`https://example.org/${")".repeat(200_000)}`);
  assert.equal(parts[0]!.text, "https://example.org/");
});

test("brackets that were opened stay, in any depth", () => {
  assert.equal(cut("(https://example.org/a_(b_(c))).")[1]!.text, "https://example.org/a_(b_(c))");
});

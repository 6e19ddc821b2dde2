import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import own from "../src/own-names.json";
import { tools } from "../src/tools";

const widget = path.join(import.meta.dirname, "..");
const read = (...parts: string[]) => readFileSync(path.join(widget, ...parts), "utf8");
const sources = readdirSync(path.join(widget, "src")).filter((name) => name.endsWith(".ts"));
const ours = sources.map((name) => read("src", name)).join("\n");
const platforms = readdirSync(path.join(widget, "node_modules/@typescript"));
const browser = platforms.map((name) => read(`node_modules/@typescript/${name}/lib/lib.dom.d.ts`)).join("\n");
const has = (text: string, name: string) => new RegExp(`\\b${name}["?]*\\s*[:(<;]`).test(text);

test("a name that the build shortens is nobody else's, and is never a text", () => {
  const others = read("src/frames.ts") + read("src/contract.ts") + read("../tests/vectors/frames.json");
  for (const name of own) {
    assert.ok(!has(others + browser, name), `${name} belongs to others as well`);
    assert.match(ours, new RegExp(`\\b${name}\\b`), `${name} is not there any more`);
    assert.doesNotMatch(ours, new RegExp(`["'\`]${name}["'\`]`), `${name} is a text somewhere`);
  }
});

test("what the loader lends keeps its place: a panel may be newer than its loader", () => {
  const names = tools.map((tool) => (typeof tool === "function" ? tool.name : "bubble"));
  assert.deepEqual(names, ["assign", "bubble", "contrast", "element", "icon", "paint", "parse", "say", "sheet"]);
});

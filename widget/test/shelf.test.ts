import assert from "node:assert/strict";
import { test } from "node:test";
import { drawerOf, Memory, Shelf } from "../src/shelf";

test("two channels of one site keep their things apart", () => {
  const drawer = new Memory();
  const [sales, support] = [new Shelf(drawer, "parlour:sales:"), new Shelf(drawer, "parlour:support:")];
  sales.set("token", "vera");
  assert.equal(sales.get("token"), "vera");
  assert.equal(support.get("token"), "");
  assert.deepEqual(Object.keys(drawer), ["parlour:sales:token"]);
});

test("what begins alike is found together, by the rest of its name", () => {
  const shelf = new Shelf(new Memory(), "parlour:sales:");
  shelf.set("out:a1", "one");
  shelf.set("out:a2", "two");
  shelf.set("state", "active");
  assert.deepEqual([...shelf.all("out:")], [["a1", "one"], ["a2", "two"]]);
  shelf.set("out:a1", "");
  assert.deepEqual([...shelf.all("out:")], [["a2", "two"]]);
});

test("a browser that forbids storage is one whose pages forget, no more", () => {
  const forbidden = drawerOf(() => {
    throw new Error("SecurityError");
  });
  const shelf = new Shelf(forbidden, "parlour:sales:");
  shelf.set("token", "vera");
  assert.equal(shelf.get("token"), "vera");
});

test("a full browser costs nothing but the memory", () => {
  const full = Object.assign(new Memory(), { setItem: () => { throw new Error("QuotaExceededError"); } });
  assert.doesNotThrow(() => new Shelf(full, "parlour:sales:").set("token", "vera"));
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { languages } from "../src/launcher-words";
import en from "../src/words/en.json";
import fa from "../src/words/fa.json";
import { counted, dateLocale, Words } from "../src/words";

const folder = path.join(import.meta.dirname, "../src/words");
const catalogs = readdirSync(folder).map((name) => [path.parse(name).name, JSON.parse(readFileSync(path.join(folder, name), "utf8"))]);

for (const [tongue, catalog] of catalogs as [string, Record<string, Record<string, unknown>>][]) {
  test(`${tongue}: every word is there, with the same gaps, and every plural form of the language`, () => {
    assert.ok(languages[tongue], "the launcher knows it");
    for (const part of ["launcher", "panel", "acts", "address"] as const) {
      assert.deepEqual(Object.keys(catalog[part]!).sort(), Object.keys(en[part]).sort());
      for (const [key, words] of Object.entries(en[part])) assert.deepEqual(gaps(catalog[part]![key]), gaps(words), key);
    }
    const forms = new Intl.PluralRules(tongue).resolvedOptions().pluralCategories.sort();
    assert.deepEqual(Object.keys(catalog.panel!.newMessages as object).sort(), forms);
  });
}

test("numbers are written as the language writes them", () => {
  assert.equal(counted("en", en.panel.newMessages, 1), "1 new message");
  assert.equal(counted("fa", fa.panel.newMessages, 12), "۱۲ پیام تازه");
});

test("times follow the visitor's own habit where the language is the same", () => {
  assert.equal(dateLocale("en", "en-GB"), "en-GB");
  assert.equal(dateLocale("fa", "en-GB"), "fa");
  const at = new Date(2026, 2, 3, 17, 5).getTime();
  assert.equal(new Words("en", en.panel, "en-GB").time(at), "17:05");
  assert.match(new Words("en", en.panel, "en-US").time(at), /^5:05\sPM$/);
  assert.equal(new Words("fa", fa.panel, "fa-IR").time(at), "۱۷:۰۵");
});

test("a day is named after how long ago it was", () => {
  const words = new Words("en", en.panel, "en-GB");
  const now = new Date(2026, 2, 5, 0, 10).getTime();
  const day = (ago: number) => words.day(new Date(2026, 2, 5 - ago, 23, 50).getTime(), now);
  assert.deepEqual([day(0), day(1), day(2), day(7)], ["Today", "Yesterday", "Tuesday", "Thu 26 February"]);
});

test("when somebody is back is told by the visitor's own clock: the time today, else the day as well", () => {
  const back = (words: Words, ...when: [number, number, number, number]) =>
    words.back(new Date(2026, ...when).getTime(), new Date(2026, 10, 27, 8, 0).getTime());
  const english = new Words("en", en.panel, "en-GB");
  assert.equal(back(english, 10, 27, 9, 0), "Back 09:00");
  assert.equal(back(english, 10, 30, 9, 0), "Back Monday 09:00");
  assert.equal(back(english, 11, 28, 9, 30), "Back Mon 28 December 09:30");
  assert.match(back(new Words("en", en.panel, "en-US"), 10, 30, 9, 0), /^Back Monday 9:00\sAM$/);
  assert.equal(back(new Words("fa", fa.panel, "fa-IR"), 10, 30, 9, 0), "دوشنبه ۹:۰۰ هستیم");
});

test("a turn is told in words, with as much as is known", () => {
  const waiting = { state: "waiting", here: true, agent: null } as const;
  const turns = (words: Words) =>
    [{}, { place: 1 }, { place: 1, wait: 1 }, { place: 3, wait: 4 }, { place: 12, wait: 30 }, { place: 12, wait: 31 }].map((known) =>
      words.turnOf({ ...waiting, ...known }),
    );
  assert.deepEqual(turns(new Words("en", en.panel, "en-GB")), [
    "",
    "You are next in line",
    "You are next in line, about 1 minute",
    "You are number 3 in line, about 4 minutes",
    "You are number 12 in line, about 30 minutes",
    "You are number 12 in line, more than 30 minutes",
  ]);
  assert.deepEqual(turns(new Words("fa", fa.panel, "fa-IR")), [
    "",
    "نفر بعدی شما هستید",
    "نفر بعدی شما هستید، حدود ۱ دقیقه",
    "شما نفر ۳ در صف هستید، حدود ۴ دقیقه",
    "شما نفر ۱۲ در صف هستید، حدود ۳۰ دقیقه",
    "شما نفر ۱۲ در صف هستید، بیش از ۳۰ دقیقه",
  ]);
});

test("a name with a dollar sign stays a name", () => {
  assert.equal(new Words("en", en.panel, "en").say("joined", "A$&"), "A$& joined");
});

test("a name cannot turn the sentence round", () => {
  assert.equal(new Words("en", en.panel, "en").say("joined", "\u202eAnn"), "Ann joined");
});

function gaps(words: unknown): unknown {
  return typeof words === "string" ? (words.match(/\{\w+\}/g) ?? []) : typeof words;
}

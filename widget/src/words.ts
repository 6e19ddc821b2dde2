/** Words, numbers and dates in the visitor's language. The panel's catalog comes as a file of its own. */

import type en from "./words/en.json";

export type Catalog = (typeof en)["panel"];
export type Plural = { one: string; other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
type Said = { [Key in keyof Catalog]: Catalog[Key] extends string ? Key : never }[keyof Catalog];
type Counted = Exclude<keyof Catalog, Said>;

const DAY = 86_400_000;
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `one`, `few`, `other` … of `forms` for `n`, with `{n}` filled in as the language writes numbers. */
export function counted(locale: string, forms: Plural, n: number): string {
  const form = forms[new Intl.PluralRules(locale).select(n)] ?? forms.other;
  return form.replace("{n}", new Intl.NumberFormat(locale).format(n));
}

/** The tag by which dates are written: the browser's own where it speaks the same language (en → en-GB). */
export function dateLocale(locale: string, browser: string): string {
  return browser.split("-")[0] === locale.split("-")[0] ? browser : locale;
}

export class Words {
  readonly #clockFace: Intl.DateTimeFormat;
  readonly #thisWeek: Intl.DateTimeFormat;
  readonly #thisYear: Intl.DateTimeFormat;
  readonly #exact: Intl.DateTimeFormat;
  readonly locale: string;
  readonly #catalog: Catalog;

  constructor(locale: string, catalog: Catalog, browser: string) {
    this.locale = locale;
    this.#catalog = catalog;
    const tag = dateLocale(locale, browser);
    this.#clockFace = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
    this.#thisWeek = new Intl.DateTimeFormat(tag, { weekday: "long" });
    this.#thisYear = new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "long" });
    this.#exact = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "medium" });
  }

  /** `name` is somebody's own choice, and may not turn the sentence round. */
  say(key: Said, name = ""): string {
    return this.#catalog[key].replace("{name}", () => name.replace(DIRECTIONS, ""));
  }

  count(key: Counted, n: number): string {
    return counted(this.locale, this.#catalog[key] as Plural, n);
  }

  number(n: number): string {
    return new Intl.NumberFormat(this.locale).format(n);
  }

  time(at: number): string {
    return this.#clockFace.format(at);
  }

  /** Date and time to the second. */
  moment(at: number): string {
    return this.#exact.format(at);
  }

  /** "Today", "Yesterday", "Monday", "Mon, 3 March". */
  day(at: number, now: number): string {
    const ago = Math.round((midnight(now) - midnight(at)) / DAY);
    if (ago === 0) return this.say("today");
    if (ago === 1) return this.say("yesterday");
    return (ago > 1 && ago < 7 ? this.#thisWeek : this.#thisYear).format(at);
  }
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

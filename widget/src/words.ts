/** Words, numbers and dates in the visitor's language. The panel's catalog comes as a file of its own. */

import { DIRECTIONS } from "./directions";
import type { Status } from "./frames";
import type en from "./words/en.json";

export type Catalog = (typeof en)["panel"];
export type Plural = { one: string; other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
type Said = { [Key in keyof Catalog]: Catalog[Key] extends string ? Key : never }[keyof Catalog];
type Counted = Exclude<keyof Catalog, Said>;

const DAY = 86_400_000;
/** Minutes of a wait; whoever has to wait longer is told no number. */
const LONGEST = 30;
const MINUTES: Intl.NumberFormatOptions = { style: "unit", unit: "minute", unitDisplay: "long" };
const CLOCK: Intl.DateTimeFormatOptions = { timeStyle: "short" };
const THIS_WEEK: Intl.DateTimeFormatOptions = { weekday: "long" };
const THIS_YEAR: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "long" };
const EXACT: Intl.DateTimeFormatOptions = { dateStyle: "full", timeStyle: "medium" };

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
  readonly locale: string;
  readonly #catalog: Catalog;
  readonly #tag: string;
  readonly #formats = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();

  constructor(locale: string, catalog: Catalog, browser: string) {
    this.locale = locale;
    this.#catalog = catalog;
    this.#tag = dateLocale(locale, browser);
  }

  /** `name` is somebody's own choice, and may not turn the sentence round. */
  say(key: Said, name = ""): string {
    return this.#catalog[key].replace("{name}", () => name.replace(DIRECTIONS, ""));
  }

  /** That somebody is writing; `name` is empty where they have none. */
  writing(name: string): string {
    return this.say(name ? "typing" : "typingNameless", name);
  }

  count(key: Counted, n: number): string {
    return counted(this.locale, this.#catalog[key] as Plural, n);
  }

  number(n: number): string {
    return new Intl.NumberFormat(this.locale).format(n);
  }

  time(at: number): string {
    return this.#write(CLOCK, at);
  }

  /** Date and time to the second. */
  moment(at: number): string {
    return this.#write(EXACT, at);
  }

  /** Whose turn it is: "You are number 3 in line, about 4 minutes"; empty where that is not known. */
  turnOf({ place, wait }: Status): string {
    if (!place) return "";
    const said = this.say(place > 1 ? "place" : "next", this.number(place));
    if (!wait) return said;
    const minutes = new Intl.NumberFormat(this.locale, MINUTES).format(Math.min(wait, LONGEST));
    return said + this.say(wait > LONGEST ? "over" : "about", minutes);
  }

  /** When somebody is here again: "Back 9:00", "Back Monday 9:00". */
  back(at: number, now: number): string {
    return this.say("back", (midnight(at) === midnight(now) ? "" : `${this.day(at, now)} `) + this.time(at));
  }

  /** "Today", "Yesterday", "Monday", "Mon, 3 March"; "Monday" also of the days to come. */
  day(at: number, now: number): string {
    const ago = Math.round((midnight(now) - midnight(at)) / DAY);
    if (ago === 0) return this.say("today");
    if (ago === 1) return this.say("yesterday");
    return this.#write(ago > -7 && ago < 7 ? THIS_WEEK : THIS_YEAR, at);
  }

  /** A format takes a browser milliseconds to make: none is made before it is needed. */
  #write(style: Intl.DateTimeFormatOptions, at: number): string {
    const format = this.#formats.get(style) ?? new Intl.DateTimeFormat(this.#tag, style);
    this.#formats.set(style, format);
    return format.format(at);
  }
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

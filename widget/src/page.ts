/** The page round the widget: where the visitor is, when it moves on, when it wakes, what its tab is called. */

import { realClock } from "./clock";
import type { PageName } from "./contract";
import type { Place } from "./frames";

const MANY = 99;
const LONGEST = { url: 2_000, title: 256 };
const SETTLING = 300;

/** Without query and fragment, which belong to the visitor, unless the site itself gave the address. */
export function place(named: PageName): Place {
  return {
    url: (named.url ?? bare(location.href)).slice(0, LONGEST.url),
    title: (named.title ?? uncounted()).slice(0, LONGEST.title),
    referrer: bare(document.referrer).slice(0, LONGEST.url),
  };
}

/** The title of the page, without what we wrote before it. */
function uncounted(): string {
  return document.title.replace(/^\(\d+\+?\) /, "");
}

function bare(address: string): string {
  return address.replace(/[?#].*$/s, "");
}

interface Navigation extends EventTarget {
  readonly currentEntry: unknown;
}

export interface Life {
  /** Back to a page that slept, or to a network that was gone. */
  woke(): void;
  /** Nobody looks at it any more. */
  hid(): void;
  /** About to sleep or to be left. */
  slept(): void;
  /** Another address, without loading a page. */
  moved(): void;
}

/** Tells what happens to the page; the returned function stops that. */
export function watchPage(life: Life): () => void {
  const gate = new AbortController();
  const on = (target: EventTarget, names: string, then: () => void) =>
    names.split(" ").forEach((name) => target.addEventListener(name, then, { signal: gate.signal }));
  const { navigation } = window as unknown as { navigation?: Navigation };
  on(window, "focus pageshow online offline", life.woke);
  on(document, "visibilitychange", () => (document.hidden ? life.hid() : life.woke()));
  on(document, "resume", life.woke);
  on(window, "pagehide", life.slept);
  // Sites change the title a little after the address.
  const moved = () => void realClock.after(SETTLING, life.moved);
  on(window, "popstate hashchange", moved);
  if (navigation) on(navigation, "currententrychange", moved);
  return () => gate.abort();
}

/** Counts in the title of a tab that nobody looks at, and takes the count away again. */
export function countInTitle(unread: number): void {
  const title = uncounted();
  const count = unread > MANY ? `${MANY}+` : String(unread);
  const wanted = unread && document.hidden ? `(${count}) ${title}` : title;
  if (document.title !== wanted) document.title = wanted;
}

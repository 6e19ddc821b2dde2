/**
 * `widget.js`: everything that a page loads before somebody opens the chat.
 *
 * The server writes its version and its channels in place of the name `__PARLOUR_SITE__`, which
 * stands here once.  Calls made before we came lie in `parlour.q` (`parlour` is then the page's stub).
 */

import { define } from "./define";
import { Parlour } from "./parlour";
import type { Options, Site } from "./settings";

declare const __PARLOUR_SITE__: Site;

type Call = [verb: string, ...said: unknown[]];
type Verbs = Record<string, (...said: unknown[]) => unknown>;
type Stub = ((...call: Call) => unknown) & { q?: ArrayLike<unknown>[] };

function start(script: HTMLScriptElement): void {
  const host = window as unknown as { parlour?: Stub };
  const early = (host.parlour?.q ?? []).map((call) => Array.from(call) as Call);
  const parlour = new Parlour(new URL(script.src).origin, __PARLOUR_SITE__);
  const call = (...[verb, ...said]: Call): unknown => {
    if (verb !== "constructor" && verb in Parlour.prototype) return (parlour as unknown as Verbs)[verb]?.(...said);
    console.warn(`parlour: "${verb}" is not known here`);
  };
  const isListening = ([verb]: Call) => /^(on|once|ready)$/.test(verb);
  host.parlour = call;
  early.filter(isListening).forEach((said) => call(...said));
  parlour.boot({ ...script.dataset } as Options);
  early.filter((said) => !isListening(said)).forEach((said) => call(...said));
}

const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');
if (script instanceof HTMLScriptElement && !document.querySelector("parlour-chat")) {
  define();
  if (document.body) start(script);
  else addEventListener("DOMContentLoaded", () => start(script));
}

/** A few words that pass: why something was not done. */

import { realClock } from "./clock";
import { element } from "./dom";

const PASSING = 6_000;

/** Stands with what is said of the line, and is read out like that. */
export function complain(wrapper: HTMLElement, text: string): void {
  const strip = element("div", { class: "strip complaint" }, element("i", { class: "sign" }), element("span", {}, text));
  wrapper.querySelectorAll(".complaint").forEach((before) => before.remove());
  wrapper.querySelector(".banner")?.append(strip);
  realClock.after(PASSING, () => strip.remove());
}

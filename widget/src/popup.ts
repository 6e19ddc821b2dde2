/** An agent's words beside the launcher. */

import { borrow } from "./borrowed";
import type { House } from "./contract";
import type { Invited } from "./conversation";
import { element, icon, sheet } from "./dom";
import { initial } from "./header";
import css from "./style/popup.css";

const CROSS = "M6 6l12 12M18 6L6 18";

/** Shows it; the returned function takes it away. `close` is the word for that, `dismiss` is called when they do it. */
export function popUp(house: House, { name = "", text = "", photo }: Invited, close: string, dismiss: () => void): () => void {
  borrow(house.tools);
  const { root, wrapper } = house;
  const gate = new AbortController();
  const look = sheet(css);
  const onerror = ({ target }: Event) => (target as Element).remove(); // the initial is behind it
  const picture = photo ? element("img", { alt: "", src: house.settings().base + photo, onerror }) : null;
  const face = element("div", { class: "face", "aria-hidden": "true" }, initial(name), picture);
  const said = element("span", {}, element("b", { dir: "auto" }, name), element("span", { class: "said", dir: "auto" }, text));
  const launcher = wrapper.querySelector<HTMLElement>(".launcher");
  const words = element("button", { class: "words", "aria-haspopup": "dialog", onclick: () => launcher?.click() }, face, said);
  const cross = element("button", { class: "plain", "aria-label": close, onclick: () => dismiss() }, icon(CROSS));
  const card = element("aside", { class: "popup", role: "status" });
  const end = () => {
    gate.abort();
    if (card.contains(root.activeElement)) launcher?.focus();
    card.remove();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== look);
  };
  const press = ({ key, defaultPrevented }: KeyboardEvent) => key === "Escape" && !defaultPrevented && dismiss();
  document.addEventListener("keydown", press, { signal: gate.signal });
  root.adoptedStyleSheets.push(look);
  wrapper.prepend(card);
  // What comes into a card that stands already is read out.
  requestAnimationFrame(() => card.append(words, cross));
  return end;
}

/** Over the field: what the next words are for, and a way to give it up. */

import { element, icon } from "./dom";
import { excerpt } from "./excerpt";

const CROSS = "M6 6l12 12M18 6L6 18";

interface Composer {
  node: HTMLElement;
  field: HTMLTextAreaElement;
  begin(task: null): void;
}

/** Says it of the message with `text`; `end` is the word for giving it up. The returned function takes it away. */
export function hang(composer: Composer, title: string, text: string, end: string): () => void {
  composer.begin(null);
  const said = element("div", {}, element("b", {}, title), element("span", { dir: "auto" }, excerpt(text)));
  const cross = element("button", { class: "plain", "aria-label": end, onclick: () => composer.begin(null) }, icon(CROSS));
  const pennant = element("div", { class: "pennant" }, said, cross);
  composer.node.prepend(pennant);
  composer.field.focus();
  return () => pennant.remove();
}

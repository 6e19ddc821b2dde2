/** Makes `<parlour-chat>` known to the page, once. */

import { ParlourChat } from "./element";

export function define(): void {
  if (!customElements.get("parlour-chat")) customElements.define("parlour-chat", ParlourChat);
}

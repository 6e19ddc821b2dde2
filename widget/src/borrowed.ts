/**
 * The loader's tools in the panel's hands: in the panel's bundle this stands in place of `dom.ts` and `color.ts`
 * (build.mjs), so that no visitor loads them twice.
 */

import type { Tools } from "./tools";

export let [assign, bubble, contrast, element, icon, paint, parse, say, sheet] = [] as unknown as Tools;

/** Comes before everything else that the panel does. */
export function borrow(tools: Tools): void {
  [assign, bubble, contrast, element, icon, paint, parse, say, sheet] = tools;
}

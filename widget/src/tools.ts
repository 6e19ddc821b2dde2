/**
 * What both the loader and the panel need. It comes with the loader, which lends it to the panel (borrowed.ts).
 *
 * A page from before an upgrade gets today's panel for its old loader (web/widget_files.py): so each tool keeps its
 * place and its meaning, and a panel does without those that were added at the end.
 */

import { contrast, paint, parse } from "./color";
import { assign, bubble, element, icon, say, sheet } from "./dom";

export const tools = [assign, bubble, contrast, element, icon, paint, parse, say, sheet] as const;

export type Tools = typeof tools;

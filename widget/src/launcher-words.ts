/** The few words that are needed before the panel is there, in every language that has a catalog. */

import { launcher as en } from "./words/en.json";
import { launcher as fa } from "./words/fa.json";

export type LauncherWords = typeof en;

export const languages: Record<string, LauncherWords> = { en, fa };

export function wordsOf(locale: string): LauncherWords {
  return languages[locale] ?? en;
}

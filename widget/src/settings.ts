/** Who we are on this page: from our own script tag, the site object, and `boot`. */

import type { Settings } from "./contract";
import { languages } from "./launcher-words";

export interface Site {
  version: string;
  /** `browsing`: agents see who has not opened the chat. */
  channels: Record<string, { name: string; color: string; browsing?: true }>;
}

/** What a page may say, as data- attributes or to `boot`. */
export interface Options {
  channel?: string;
  locale?: string;
  theme?: string;
  color?: string;
  position?: string;
  launcher?: string;
  name?: string;
}

/** Settings for `options`; null when the server has no such channel. */
export function settle(base: string, site: Site, options: Options): Settings | null {
  const id = options.channel || "default";
  const channel = Object.hasOwn(site.channels, id) ? site.channels[id] : undefined;
  if (!channel) return null;
  return {
    base,
    version: site.version,
    channel: id,
    name: channel.name,
    color: options.color || channel.color,
    locale: pick([options.locale, document.documentElement.lang, ...navigator.languages]),
    theme: options.theme ?? "",
    position: options.position ?? "",
    launcher: options.launcher ?? "",
  };
}

/** The first of `wanted` that we have words for, by its language. */
export function pick(wanted: (string | undefined)[]): string {
  const tongues = wanted.map((tag = "") => tag.toLowerCase().replace(/[-_].*/, ""));
  return tongues.find((tongue) => Object.hasOwn(languages, tongue)) ?? "en";
}

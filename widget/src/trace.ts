/**
 * What the loader looks up in the browser's storage, and can wipe off it. The panel writes it (shelf.ts),
 * under `parlour:<channel>:`; docs/site.md lists the keys for site owners.
 */

import type { Settings } from "./contract";

type Where = Settings | null;

export function prefixOf(channel: string): string {
  return `parlour:${channel}:`;
}

/** Whether an open conversation, or words that are not safe yet, lie here from an earlier page. */
export function remembers(where: Where): boolean {
  return keysOf(where).some((key) => key.startsWith("state") || key.startsWith("out:"));
}

export function forget(where: Where): void {
  keysOf(where).forEach((key) => localStorage.removeItem(prefixOf(where?.channel ?? "") + key));
}

/** Whether the panel is open in this tab; with `open`, notes it for the next page. */
export function tab(where: Where, open?: "1" | ""): boolean {
  try {
    const key = `${prefixOf(where?.channel ?? "")}open`;
    if (open) sessionStorage.setItem(key, open);
    if (open === "") sessionStorage.removeItem(key);
    return sessionStorage.getItem(key) !== null;
  } catch {
    return false; // storage is forbidden here: this browser's pages forget
  }
}

function keysOf(where: Where): string[] {
  const prefix = prefixOf(where?.channel ?? "");
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  } catch {
    return [];
  }
}

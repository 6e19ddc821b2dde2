/** Words of people, cut into what is shown: plain text and safe links. Pure. */

export interface Part {
  text: string;
  href: string | null;
}

const LINK = /\b(?:https?:\/\/|mailto:)[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;
const TRAILING = /[.,:;!?'"»”’…،؛؟。，！？]/;
const SCHEMES = new Set(["http:", "https:", "mailto:"]);
const EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic})(?:\p{EMod}|\ufe0f|\u200d|\p{Extended_Pictographic}|\p{RI}\p{RI})*$/u;
const FEW = 12;

/** `text` in parts; those with an `href` lead somewhere, by http, https or mailto only. */
export function cut(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trim(match[0]);
    const href = hrefOf(link);
    if (!href) continue;
    parts.push({ text: text.slice(from, match.index), href: null }, { text: link, href });
    from = match.index + link.length;
  }
  parts.push({ text: text.slice(from), href: null });
  return parts.filter((part) => part.text);
}

/** The deed in a line such as "/me waves" (XEP-0245), or null. */
export function action(text: string): string | null {
  return text.startsWith("/me ") ? text.slice(4) : null;
}

/** A message of a few emoji and nothing else. */
export function isEmoji(text: string): boolean {
  return text.length <= FEW && EMOJI.test(text.replace(/\s/g, ""));
}

/** Without the punctuation of the sentence round it; a closing bracket stays where one was opened. Looks at each sign once. */
function trim(link: string): string {
  const opened = link.split("(").length;
  let closed = link.split(")").length;
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link[end - 1]!;
    const isOutside = last === ")" && closed > opened;
    if (isOutside) closed -= 1;
    else if (!TRAILING.test(last)) break;
  }
  return link.slice(0, end);
}

function hrefOf(link: string): string | null {
  try {
    const url = new URL(link);
    return SCHEMES.has(url.protocol) && (url.host || url.pathname) ? url.href : null;
  } catch {
    return null;
  }
}

const LONGEST = 140;

/** One line of at most 140 characters. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${[...line].slice(0, LONGEST).join("")}…` : line;
}

/** Words as they may travel. */

/** Characters of one message. */
export const LONGEST = 4_000;

/**
 * `said` without control characters but tab and line feed, without half of a surrogate pair (neither XML nor UTF-8 can
 * carry them), without blank ends, and no longer than may be.
 */
export function clean(said: string): string {
  return said
    .slice(0, LONGEST)
    .replace(/\r\n?/g, "\n")
    .replace(/[\0-\x08\x0b-\x1f\x7f\ufffe\uffff]/g, "")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .trim();
}

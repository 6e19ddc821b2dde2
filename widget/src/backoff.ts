/** When to come back. The server's word goes first; chance keeps ten thousand pages from coming at once. */

const FIRST = 500;
const LONGEST = 30_000;
const SPREAD = 0.5;

/**
 * Milliseconds to wait after `failures` attempts in a row that never reached a welcome (0: the connection
 * had been good). `told` is what the server asked for, in seconds; `random` is 0 ≤ x < 1.
 */
export function pause(failures: number, told: number | null, random: number): number {
  if (told !== null) return told * 1000 * (1 + SPREAD * random) + FIRST * random;
  const longest = Math.min(LONGEST, FIRST * 2 ** failures);
  return longest * (1 - SPREAD + SPREAD * random);
}

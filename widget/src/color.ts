/** A channel's colour made readable: contrast by WCAG 2.2, §1.4.3. */

export type Color = number[];

const TEXT = 4.5;
const WHITE: Color = [255, 255, 255];
const FALLBACK = "#0b6e4f";

/** `color` as `#rgb` or `#rrggbb`; anything else becomes the house's green. */
export function parse(color: string): Color {
  const long = color.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  const [wanted] = /^#[\da-f]{6}$/i.exec(long) ?? [FALLBACK];
  return [1, 3, 5].map((from) => parseInt(wanted.slice(from, from + 2), 16));
}

/** Black or white, whichever can be read on `fill`. */
export function inkOn(fill: Color): string {
  return contrast(fill, WHITE) < TEXT ? "#000" : "#fff";
}

/** Puts `fill`, and what can be read on it, at the disposal of the styles below `node`. */
export function paint(node: HTMLElement, fill: Color): void {
  node.style.setProperty("--accent", `rgb(${fill})`);
  node.style.setProperty("--on-accent", inkOn(fill));
}

export function contrast(one: Color, other: Color): number {
  const [lit, unlit] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(lit, unlit) / Math.min(lit, unlit);
}

function luminance(color: Color): number {
  const lit = color.map((part) => (part > 10 ? ((part / 255 + 0.055) / 1.055) ** 2.4 : part / 255 / 12.92));
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => sum + weight * (lit[index] ?? 0), 0);
}

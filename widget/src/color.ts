/** A channel's colour made readable: contrast by WCAG 2.2, §1.4.3 (text) and §1.4.11 (shapes). Pure. */

export type Color = number[];

const TEXT = 4.5;
const SHAPE = 3;
const WHITE: Color = [255, 255, 255];
const NIGHT: Color = [23, 26, 25];
const FALLBACK = "#0b6e4f";
const STEPS = 20;

export interface Accent {
  /** Fill of buttons and of the visitor's own messages. */
  fill: string;
  /** Text on that fill. */
  on: string;
}

/** `color` as `#rgb` or `#rrggbb`, in the dark lightened until it stands out; anything else becomes the house's green. */
export function accent(color: string, isDark: boolean): Accent {
  const wanted = parse(color);
  const bright = wanted.map((part) => (part * 255) / Math.max(...wanted, 1)); // the same hue at its fullest
  let fill = wanted;
  for (let step = 1; isDark && contrast(fill, NIGHT) < SHAPE; step++) {
    fill = step < STEPS ? mix(wanted, bright, step / STEPS) : mix(bright, WHITE, step / STEPS - 1);
  }
  return { fill: `rgb(${fill})`, on: contrast(fill, WHITE) >= TEXT ? "#fff" : "#000" };
}

export function contrast(one: Color, other: Color): number {
  const [lit, unlit] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(lit, unlit) / Math.min(lit, unlit);
}

export function parse(color: string): Color {
  const long = color.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  const [wanted] = /^#[\da-f]{6}$/i.exec(long) ?? [FALLBACK];
  return [1, 3, 5].map((from) => parseInt(wanted.slice(from, from + 2), 16));
}

function luminance(color: Color): number {
  const lit = color.map((part) => (part > 10 ? ((part / 255 + 0.055) / 1.055) ** 2.4 : part / 255 / 12.92));
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => sum + weight * (lit[index] ?? 0), 0);
}

function mix(color: Color, other: Color, share: number): Color {
  return color.map((part, index) => Math.round(part + ((other[index] ?? 0) - part) * share));
}

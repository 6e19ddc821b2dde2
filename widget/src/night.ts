/** A channel's colour in the dark: its shape stands out from the paper, by WCAG 2.2, §1.4.11. Pure. */

import { contrast } from "./color";
import type { Color } from "./color";

const SHAPE = 3;
const WHITE: Color = [255, 255, 255];
const NIGHT: Color = [23, 26, 25];
const STEPS = 20;

/** The same hue, lightened until its shape stands out from dark paper. */
export function lighten(color: Color): Color {
  const bright = color.map((part) => (part * 255) / Math.max(...color, 1));
  let fill = color;
  for (let step = 1; contrast(fill, NIGHT) < SHAPE; step++) {
    fill = step < STEPS ? mix(color, bright, step / STEPS) : mix(bright, WHITE, step / STEPS - 1);
  }
  return fill;
}

function mix(color: Color, other: Color, share: number): Color {
  return color.map((part, index) => Math.round(part + ((other[index] ?? 0) - part) * share));
}

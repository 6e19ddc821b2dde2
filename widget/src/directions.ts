/** Signs that turn the direction of what follows: in somebody's name, of the sentence round it. */
export const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

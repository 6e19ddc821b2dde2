/** Time and chance, passed in so that tests can play both. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `then` after `ms`; the returned function calls it off. */
  after(ms: number, then: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
}

export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

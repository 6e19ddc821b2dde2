/** Runs `then` once the page is looked at, and has nothing better to do. */
export function atLeisure(then: () => void): void {
  if (document.hidden) return addEventListener("visibilitychange", () => atLeisure(then), { once: true });
  // COMPAT Safari: it does not tell when it is idle
  (window.requestIdleCallback ?? setTimeout)(then);
}

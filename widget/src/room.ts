/** The panel on the glass: it follows what is left above a phone's keyboard, and keeps the focus when it fills the screen. */

const NARROW = "(max-width: 480px)";

/** Sets `--height` and `--top` to what the visitor can see; the returned function stops that. */
export function followViewport(panel: HTMLElement): () => void {
  const { visualViewport: seen } = window;
  if (!seen) return () => {};
  const follow = () => {
    panel.style.setProperty("--height", `${seen.height}px`);
    panel.style.setProperty("--top", `${seen.offsetTop}px`);
  };
  const gate = new AbortController();
  seen.addEventListener("resize", follow, { signal: gate.signal });
  seen.addEventListener("scroll", follow, { signal: gate.signal });
  follow();
  return () => gate.abort();
}

export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}

/** Tab goes round inside `panel` while there is nothing else to be seen. */
export function keepFocus(panel: HTMLElement, root: ShadowRoot, event: KeyboardEvent): void {
  if (event.key !== "Tab" || !isNarrow()) return;
  const stops = [...panel.querySelectorAll<HTMLElement>("button, textarea, a, [tabindex='0']")].filter(
    (stop) => stop.offsetParent !== null && !stop.matches(":disabled"),
  );
  const [first, last] = [stops[0], stops.at(-1)];
  const leaves = root.activeElement === (event.shiftKey ? first : last);
  if (!leaves && root.activeElement !== panel) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

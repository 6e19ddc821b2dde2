/** Building elements without markup: attributes by name, listeners by `on…`, text as text. */

type Value = string | number | boolean | null | undefined | ((event: never) => unknown);

/** Null, undefined and false leave an attribute out; true sets it empty. No form reaches into a shadow root: buttons need no type. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Value> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value as unknown as EventListener);
    else assign(node, name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function assign(node: Element, name: string, value: string | number | boolean | null | undefined): void {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Sets text only when it differs, so that screen readers hear changes and nothing else. */
export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** A line drawing of 24 × 24 from one SVG path, for the eye only. */
export function icon(path: string, className = ""): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS(svg.namespaceURI, "path");
  assign(svg, "viewBox", "0 0 24 24");
  assign(svg, "aria-hidden", "true");
  assign(svg, "class", className || null);
  assign(line, "d", path);
  svg.append(line);
  return svg;
}

/** The drawing of the whole thing, on the launcher and where nothing was said yet. */
export const bubble = "M4 6.5A2.5 2.5 0 016.5 4h11A2.5 2.5 0 0120 6.5v7a2.5 2.5 0 01-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 014 13.5z";

/** A style sheet that a strict Content-Security-Policy lets pass. */
export function sheet(css: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}

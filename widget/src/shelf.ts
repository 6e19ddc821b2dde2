/**
 * What the page keeps between two visits, for one channel: everything under `parlour:<channel>:`.
 *
 * Rule 1: there is a shelf only where there is a panel, and a panel only once the visitor opened it:
 *         nothing is stored before.
 * Rule 2: a browser that forbids storage is a browser whose pages forget; nothing breaks.
 */

/** As a browser's storage is one: its own properties are what it holds. */
export type Drawer = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The browser's storage, or a memory where there is none. */
export function drawerOf(open: () => Storage): Drawer {
  try {
    return open();
  } catch {
    return new Memory();
  }
}

export class Memory implements Drawer {
  [key: string]: unknown;

  getItem(key: string): string | null {
    return (this[key] as string | undefined) ?? null;
  }

  setItem(key: string, value: string): void {
    this[key] = value;
  }

  removeItem(key: string): void {
    delete this[key];
  }
}

export class Shelf {
  readonly prefix: string;
  readonly #drawer: Drawer;

  constructor(drawer: Drawer, prefix: string) {
    this.#drawer = drawer;
    this.prefix = prefix;
  }

  get(key: string): string {
    return this.#drawer.getItem(this.prefix + key) ?? "";
  }

  /** The empty string takes it off the shelf. */
  set(key: string, value: string): void {
    if (!value) return this.#drawer.removeItem(this.prefix + key);
    try {
      this.#drawer.setItem(this.prefix + key, value);
    } catch {
      // the quota is used up: the page goes on, and forgets when it is left
    }
  }

  /** The values of all keys that begin with `start`, by the rest of the key. */
  all(start: string): Map<string, string> {
    const from = this.prefix + start;
    const found = Object.keys(this.#drawer).filter((key) => key.startsWith(from));
    return new Map(found.map((key) => [key.slice(from.length), this.#drawer.getItem(key) ?? ""]));
  }
}

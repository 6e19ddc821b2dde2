/**
 * What the page keeps between two visits, for one channel: everything under `parlour:<channel>:`.
 *
 * Rule 1: there is a shelf only where there is a panel, and a panel only once the visitor opened it:
 *         nothing is stored before.
 * Rule 2: a browser that forbids storage is a browser whose pages forget; nothing breaks.
 */

export interface Drawer {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): string[];
}

/** The browser's storage as a drawer, or a memory where there is none. */
export function drawerOf(open: () => Storage): Drawer {
  try {
    const storage = open();
    return {
      getItem: (key) => storage.getItem(key),
      setItem: (key, value) => storage.setItem(key, value),
      removeItem: (key) => storage.removeItem(key),
      keys: () => Object.keys(storage),
    };
  } catch {
    return memory();
  }
}

export function memory(): Drawer {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    keys: () => [...held.keys()],
  };
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
    const found = this.#drawer.keys().filter((key) => key.startsWith(from));
    return new Map(found.map((key) => [key.slice(from.length), this.#drawer.getItem(key) ?? ""]));
  }
}

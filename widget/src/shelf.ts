/**
 * What the page keeps between two visits, for one channel: everything under `parlour:<channel>:`.
 *
 * Rule 1: nothing is stored before the visitor opened the panel. Where the panel is here before, to hear agents,
 *         what there is waits in memory.
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
  #drawer: Drawer;
  #later: Drawer | null = null;

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

  /** Where nothing lies yet, everything is held in memory until `stay`. */
  wait(): void {
    if (this.all("").size) return;
    this.#later = this.#drawer;
    this.#drawer = new Memory();
  }

  get isWaiting(): boolean {
    return this.#later !== null;
  }

  /** From now on it is kept. What lies there by now counts more than what we held. */
  stay(): void {
    if (!this.#later) return;
    const held = this.all("");
    this.#drawer = this.#later;
    this.#later = null;
    held.forEach((value, key) => this.get(key) || this.set(key, value));
  }

  /** The values of all keys that begin with `start`, by the rest of the key. */
  all(start: string): Map<string, string> {
    const from = this.prefix + start;
    const found = Object.keys(this.#drawer).filter((key) => key.startsWith(from));
    return new Map(found.map((key) => [key.slice(from.length), this.#drawer.getItem(key) ?? ""]));
  }
}

/** Who listens for what: `parlour('on', name, then)` and `parlour:<name>` on the window. */

export type Then = (detail: unknown) => unknown;

export class Events {
  #listeners: [name: string, then: Then, isOnce: boolean][] = [];

  on(name: string, then: Then): void {
    this.#listeners.push([name, then, false]);
  }

  once(name: string, then: Then): void {
    this.#listeners.push([name, then, true]);
  }

  /** Without `then` nobody listens any more. */
  off(name: string, then?: Then): void {
    this.#listeners = this.#listeners.filter((one) => one[0] !== name || (then && one[1] !== then));
  }

  /** A listener that fails is the page's affair: it is reported there, and the others still hear. */
  emit(name: string, detail: unknown): void {
    const hearing = this.#listeners.filter((one) => one[0] === name);
    this.#listeners = this.#listeners.filter((one) => one[0] !== name || !one[2]);
    for (const [, then] of hearing) {
      try {
        then(detail);
      } catch (error) {
        reportError(error);
      }
    }
    dispatchEvent(new CustomEvent(`parlour:${name}`, { detail }));
  }
}

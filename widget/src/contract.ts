/** What the loader and the panel, which are two files, know of each other. Types only. */

import type { Status } from "./frames";
import type { Tools } from "./tools";
import type { Catalog } from "./words";

export interface Settings {
  /** Origin of the server, without a slash at the end. */
  base: string;
  version: string;
  channel: string;
  /** Title of the panel. */
  name: string;
  color: string;
  /** A language that we have words for. */
  locale: string;
  /** "light" or "dark"; else as the visitor's system has it. */
  theme: string;
  /** "start": the other corner. */
  position: string;
  /** "none": the page opens the chat by itself. */
  launcher: string;
}

/** The page on which the visitor is, as the site wishes it to be known. */
export interface PageName {
  url?: string;
  title?: string;
}

/** What can be asked by `get`; all but `open` are told by the event of the same name. */
export interface Facts {
  open: boolean;
  unread: number;
  status: Status | null;
  agent: string | null;
  queue: Pick<Status, "place" | "wait"> | null;
}

export interface House {
  tools: Tools;
  settings(): Settings;
  root: ShadowRoot;
  wrapper: HTMLElement;
  /** A socket to the server that is open or about to be; throws where the page may not have one. */
  socket(): WebSocket;
  emit(name: string, detail: unknown): void;
  /** Shows a count at the launcher, and says count and state in words. */
  tell(count: string, state: string): void;
  closed(): void;
  /** Another tab forgot this visitor. */
  forgotten(): void;
}

export interface Panel {
  /** All that was said before it came has been said: it may speak to the server. */
  start(): void;
  /** Because the visitor wants it. */
  open(): void;
  close(): void;
  send(text: string): void;
  prefill(text: string): void;
  identify(visitor: { name?: string }): void;
  page(page: PageName): void;
  /** The settings have changed. */
  dress(): void;
  /** The language has changed. */
  speak(catalog: Catalog): void;
  /** Lets go of everything; `forget` tells the other tabs that the visitor is to be forgotten. */
  destroy(forget?: boolean): void;
}

export type Furnish = (house: House, catalog: Catalog) => Panel;

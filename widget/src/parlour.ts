/**
 * The widget on a page, as the page's own scripts see it: each public method is a verb of
 * `parlour('verb', …)`.  It knows the launcher; the panel comes when it is needed, and what is
 * meant for the panel waits until then.
 */

import { dialAhead } from "./ahead";
import type { Facts, Furnish, House, Panel, Settings } from "./contract";
import type { ParlourChat } from "./element";
import { Events } from "./events";
import type { Then } from "./events";
import { Launcher } from "./launcher";
import { atLeisure } from "./leisure";
import { settle } from "./settings";
import type { Options, Site } from "./settings";
import { tools } from "./tools";
import { forget, remembers, tab } from "./trace";
import type { Catalog } from "./words";

const NOTHING: Facts = { open: false, unread: 0, status: null, agent: null, queue: null };

export class Parlour extends Events {
  readonly #base: string;
  readonly #site: Site;
  #facts: Facts = NOTHING;
  #options: Options = {};
  #settings: Settings | null = null;
  #chat: ParlourChat | null = null;
  #launcher: Launcher | null = null;
  #panel: Panel | null = null;
  #coming: Promise<Panel | null> | null = null;
  #kept: ((panel: Panel) => void)[] = [];

  constructor(base: string, site: Site) {
    super();
    this.#base = base;
    this.#site = site;
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Takes its place on the page; again, with other options, at any time. */
  boot(options: Options = {}): void {
    this.#options = { ...this.#options, ...options };
    const settings = settle(this.#base, this.#site, this.#options);
    if (!settings) return console.warn(`parlour: there is no channel "${this.#options.channel}"`);
    if (this.#settings?.channel !== settings.channel) this.#leave();
    this.#settings = settings;
    if (options.name) this.identify({ name: options.name });
    if (this.#chat) this.#dress(settings);
    else this.#arrive(settings);
  }

  update(options: Options): void {
    this.boot(options);
  }

  locale(locale: string): void {
    this.boot({ locale });
  }

  theme(theme: string): void {
    this.boot({ theme });
  }

  identify(visitor: { name?: string }): void {
    this.#tell((panel) => panel.identify(visitor));
  }

  page(page: { url?: string; title?: string }): void {
    this.#tell((panel) => panel.page(page));
  }

  prefill(text: string): void {
    this.#tell((panel) => panel.prefill(String(text)));
  }

  /** Says `text` in the visitor's name, in plain sight. */
  async send(text: string): Promise<void> {
    await this.open();
    this.#panel?.send(String(text));
  }

  async open(): Promise<void> {
    const panel = await this.#bring();
    if (!panel) return this.#launcher?.complain();
    if (this.#facts.open) return;
    this.#chat?.wrapper.classList.add("is-open");
    tab(this.#settings, "1");
    panel.open();
    this.emit("open", null);
  }

  close(): void {
    if (this.#facts.open) this.#panel?.close();
  }

  toggle(): void {
    if (this.#facts.open) this.close();
    else void this.open();
  }

  show(): void {
    if (this.#chat) this.#chat.wrapper.hidden = false;
  }

  hide(): void {
    this.close();
    if (this.#chat) this.#chat.wrapper.hidden = true;
  }

  /** Runs `then` as soon as the widget is on the page. */
  ready(then: Then): void {
    if (this.#chat) then(null);
    else this.once("ready", then);
  }

  get(what: string, then?: Then): unknown {
    const known = { ...this.#facts, ...this.#settings }[what as keyof Facts];
    then?.(known);
    return known;
  }

  /** Forgets the visitor, here and in the browser's storage; the next one begins anew. */
  reset(): void {
    this.#forget(true);
  }

  /** Leaves the page; `boot` brings it back, with the conversation. */
  shutdown(): void {
    this.#leave();
    this.#settings = null;
  }

  /** Leaves the page, and nothing behind in the browser. */
  destroy(): void {
    this.#forget(true);
    this.shutdown();
  }

  #arrive(settings: Settings): void {
    const chat = document.createElement("parlour-chat") as ParlourChat;
    this.#chat = chat;
    this.#launcher = new Launcher(chat.wrapper, () => void this.open());
    this.#dress(settings);
    document.body.append(chat);
    this.emit("ready", null);
    // What was open on the last page goes on here.
    if (tab(settings)) void this.open();
    else if (remembers(settings)) void this.#bring();
    else if (this.#site.channels[settings.channel]?.browsing) atLeisure(() => chat === this.#chat && void this.#bring());
  }

  #leave(): void {
    this.#panel?.destroy();
    this.#chat?.leave();
    this.#facts = NOTHING;
    this.#panel = this.#coming = this.#chat = this.#launcher = null;
  }

  #forget(tellOthers: boolean): void {
    this.close();
    this.#panel?.destroy(tellOthers);
    forget(this.#settings);
    this.#panel = this.#coming = null;
    this.#kept = [];
    this.#facts = NOTHING;
    this.#launcher?.tell("", "");
  }

  #dress(settings: Settings): void {
    const before = this.#chat?.wrapper.lang;
    this.#chat?.dress(settings);
    this.#launcher?.dress(settings);
    this.#panel?.dress();
    if (!this.#panel || before === settings.locale) return;
    void this.#file<{ catalog: Catalog }>(settings, "words").then(({ catalog }) => this.#panel?.speak(catalog));
  }

  #tell(what: (panel: Panel) => void): void {
    if (this.#panel) what(this.#panel);
    else this.#kept.push(what);
  }

  /** The panel, fetched on first use; null when it cannot be had. */
  #bring(): Promise<Panel | null> {
    this.#coming ??= this.#fetch();
    return this.#coming;
  }

  async #fetch(): Promise<Panel | null> {
    const [settings, chat, launcher] = [this.#settings, this.#chat, this.#launcher];
    if (!settings || !chat || !launcher) return null;
    launcher.busy(true);
    const sockets = dialAhead(settings.base);
    try {
      const { furnish, catalog } = await this.#file<{ furnish: Furnish; catalog: Catalog }>(settings, "panel");
      if (chat !== this.#chat) return null;
      const panel = furnish(this.#house(chat, launcher, sockets.take), catalog);
      this.#panel = panel;
      this.#kept.splice(0).forEach((what) => what(panel));
      panel.start();
      return panel;
    } catch (error) {
      this.#coming = null;
      this.emit("error", { code: "not_loaded", text: String(error) });
      return null;
    } finally {
      sockets.end();
      launcher.busy(false);
    }
  }

  #file<Module>({ base, version, locale }: Settings, name: string): Promise<Module> {
    return import(`${base}/widget/${version}/${name}-${locale}.js`) as Promise<Module>;
  }

  #house(chat: ParlourChat, launcher: Launcher, socket: () => WebSocket): House {
    return {
      tools,
      settings: () => this.#settings as Settings,
      root: chat.root,
      wrapper: chat.wrapper,
      socket,
      emit: (name, detail) => this.emit(name, detail),
      tell: (count, state) => launcher.tell(count, state),
      closed: () => this.#closed(),
      forgotten: () => this.#forget(false),
    };
  }

  #closed(): void {
    this.#chat?.wrapper.classList.remove("is-open");
    tab(this.#settings, "");
    this.emit("close", null);
    this.#launcher?.focus();
  }

  override emit(name: string, detail: unknown): void {
    const facts = name === "open" || name === "close" ? { open: name === "open" } : { [name]: detail };
    this.#facts = { ...this.#facts, ...facts };
    super.emit(name, detail);
  }

  /** Anything on the page that carries `data-parlour-open` opens the chat. */
  #clicked(event: Event): void {
    const target = event.target as Element | null;
    if (!this.#chat || !target?.closest?.("[data-parlour-open]")) return;
    event.preventDefault();
    void this.open();
  }
}

/** The panel: puts the views into the shadow root and keeps them true to the visit. */

import { acting } from "./acting";
import type { Desk } from "./acts";
import { Asking } from "./asking";
import { Banner, troubleOf } from "./banner";
import type { Trouble } from "./banner";
import { borrow } from "./borrowed";
import { paint, parse } from "./color";
import { Composer } from "./composer";
import type { Furnish, House, PageName, Panel } from "./contract";
import { dials } from "./dials";
import { assign, element, sheet } from "./dom";
import type { Message } from "./frames";
import { Header } from "./header";
import { Herald } from "./herald";
import { Inviting } from "./inviting";
import { layOut } from "./layout";
import { Log } from "./log";
import { looks } from "./looks";
import { lighten } from "./night";
import { countInTitle, watchPage } from "./page";
import type { Life } from "./page";
import { followViewport, isNarrow, keepFocus } from "./room";
import { drawerOf, Shelf } from "./shelf";
import { Sound } from "./sound";
import type { SpeechActions } from "./speech";
import { prefixOf } from "./trace";
import { Visit } from "./visit";
import type { Audience } from "./visit";
import { Words } from "./words";
import type { Catalog } from "./words";

export const furnish: Furnish = (house, catalog) => {
  borrow(house.tools);
  return new PanelView(house, catalog);
};

class PanelView implements Panel {
  #words: Words;
  #channel: string;
  #isOpen = false;
  #isDrawing = false;
  #isGone = false;
  readonly #herald: Herald;
  readonly #sound = new Sound();
  readonly #shelf: Shelf;
  readonly #visit: Visit;
  readonly #header: Header;
  readonly #banner: Banner;
  readonly #log: Log;
  readonly #composer: Composer;
  readonly #act: ReturnType<typeof acting>;
  readonly #inviting: Inviting;
  readonly #asking: Asking;
  readonly #node: HTMLElement;
  readonly #darkness = matchMedia("(prefers-color-scheme: dark)");
  readonly #look = sheet(looks);
  readonly #ends: (() => void)[] = [];
  readonly #house: House;

  constructor(house: House, catalog: Catalog) {
    this.#house = house;
    const settings = house.settings();
    const shelf = new Shelf(drawerOf(() => localStorage), prefixOf(settings.channel));
    shelf.wait();
    this.#shelf = shelf;
    this.#herald = new Herald(house, shelf);
    this.#channel = settings.name;
    this.#words = new Words(settings.locale, catalog, navigator.language);
    this.#sound.isOn = shelf.get("sound") !== "off";
    this.#visit = new Visit(house.settings, shelf, this.#audience(), dials(settings, house.socket));
    this.#header = new Header({ close: () => this.close(), mute: () => this.#mute() }, settings.base);
    this.#banner = new Banner(this.#words, (trouble) => this.#help(trouble));
    this.#log = new Log(this.#words, this.#speechActions(), () => this.#read() && this.#drawSoon());
    this.#composer = new Composer(this.#words, {
      send: (text) => this.#say(text, null),
      typing: (words) => this.#visit.typing.write(words),
      drafted: (text) => shelf.set("draft", text),
    });
    this.#act = acting(house, this.#visit.conversation, this.#desk());
    this.#inviting = new Inviting(house, (step) => this.#visit.invited(step), () => this.#unfold(), () => this.#drawSoon());
    const grown = () => this.#log.showsEnd && this.#log.follow();
    this.#asking = new Asking(house, (email) => this.#visit.connection.send({ t: "contact", email }), grown);
    this.#node = this.#build();
    house.root.adoptedStyleSheets.push(this.#look);
    house.wrapper.append(this.#node);
    this.#composer.field.value = shelf.get("draft"); // measured when it is shown
    this.#darkness.onchange = () => this.dress();
    this.dress();
  }

  start(): void {
    this.#visit.start(); // first: the server need not wait until we have measured
    this.#ends.push(followViewport(this.#node), watchPage(this.#life()));
  }

  open(): void {
    this.#visit.stay();
    this.#show();
    // On a phone the field would bring the keyboard up at once, over the words to be read.
    if (isNarrow()) this.#node.focus();
    else this.#composer.field.focus();
  }

  close(): void {
    this.#isOpen = false;
    this.#node.hidden = true;
    this.#visit.typing.write("");
    this.#inviting.closed();
    this.#house.closed();
  }

  send(text: string): void {
    this.#say(text, null);
  }

  prefill(text: string): void {
    this.#composer.begin(null);
    this.#composer.write(text);
  }

  identify({ name }: { name?: string }): void {
    if (name) this.#visit.identify(String(name));
  }

  page(page: PageName): void {
    this.#visit.moved(page);
  }

  dress(): void {
    const { theme, color } = this.#house.settings();
    const isDark = theme === "dark" || (theme !== "light" && this.#darkness.matches);
    this.#house.wrapper.dataset.theme = isDark ? "dark" : "light";
    paint(this.#node, isDark ? lighten(parse(color)) : parse(color));
  }

  speak(catalog: Catalog): void {
    this.#words = new Words(this.#house.settings().locale, catalog, navigator.language);
    [this.#banner, this.#log, this.#composer].forEach((view) => view.speak(this.#words));
    this.#asking.speak();
    this.#draw();
  }

  destroy(forget = false): void {
    this.#isGone = true;
    this.#inviting.end();
    if (forget) this.#visit.tabs.say({ forgotten: true });
    this.#visit.leave();
    this.#sound.leave();
    this.#darkness.onchange = null;
    this.#ends.forEach((end) => end());
    this.#node.remove();
    const { root } = this.#house;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((look) => look !== this.#look);
    countInTitle(0);
  }

  #build(): HTMLElement {
    const views = [this.#header, this.#banner, this.#log, this.#composer].map((view) => view.node);
    const node = element("section", { class: "panel", role: "dialog", tabindex: -1, hidden: true }, ...views);
    // A page's shortcuts would not see that somebody is writing in here.
    for (const name of ["keydown", "keypress", "keyup"]) node.addEventListener(name, (event) => event.stopPropagation());
    node.addEventListener("keydown", (event) => this.#key(event));
    return node;
  }

  #audience(): Audience {
    return {
      changed: () => this.#drawSoon(),
      arrived: (messages) => this.#arrived(messages),
      welcomed: ({ channel }) => {
        this.#channel = channel.name;
        this.#composer.warnWriter(!!channel.preview);
        this.#asking.may = !!channel.asks;
      },
      troubled: ({ code, after }) => {
        if (after !== undefined && (code === "too_fast" || code === "unavailable")) this.#banner.pass(code, after * 1000);
        this.#house.emit("error", { code });
        this.#asking.heard(code);
      },
      forgotten: () => this.#house.forgotten(),
    };
  }

  #life(): Life {
    return {
      woke: () => {
        this.#visit.wake();
        this.#drawSoon();
      },
      hid: () => this.#shelf.isWaiting && this.#visit.sleep(),
      slept: () => this.#visit.sleep(),
      moved: () => this.#visit.moved(),
    };
  }

  #speechActions(): SpeechActions {
    const { conversation } = this.#visit;
    return {
      act: (...what) => this.#act(...what),
      retry: (cid, seq) => {
        if (cid) return this.#visit.retry(cid);
        const refused = conversation.takeBack(seq ?? 0);
        if (refused) this.#say(refused.text ?? "", refused.reply ?? null);
      },
      discard: (cid) => this.#visit.discard(cid),
      goTo: (seq) => this.#log.goTo(seq, conversation.messages.get(seq)?.cid),
    };
  }

  #desk(): Desk {
    const { conversation, connection } = this.#visit;
    const [rows, draw] = [() => layOut(conversation), () => this.#drawSoon()];
    return { rows, draw, composer: this.#composer, post: (text, reply) => this.#say(text, reply), send: (frame) => connection.send(frame) };
  }

  #show(): void {
    this.#isOpen = true;
    this.#node.hidden = false;
    assign(this.#node, "aria-modal", isNarrow());
    this.#log.follow();
    this.#draw();
    this.#composer.measure();
  }

  /** Opens by itself: the focus stays where it is. */
  #unfold(): void {
    this.#house.wrapper.classList.add("is-open");
    this.#show();
    this.#house.emit("open", null);
  }

  #say(text: string, reply: number | null): boolean {
    if (!this.#visit.post(text, reply)) return false;
    this.#house.emit("message", { from: "visitor", text });
    this.#log.follow();
    return true;
  }

  #arrived(messages: Message[]): void {
    for (const { from, name, text, at, seq } of messages) this.#house.emit("message", { from, name, text, at, seq });
    this.#visit.tabs.ringOnce(messages.at(-1)?.seq ?? 0, () => this.#sound.ring());
  }

  #mute(): void {
    this.#sound.isOn = !this.#sound.isOn;
    this.#shelf.set("sound", this.#sound.isOn ? "" : "off");
    this.#draw();
  }

  #help(trouble: Trouble): void {
    if (trouble === "outdated") location.reload();
    else this.#visit.wake();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) {
      if (!this.#composer.begin(null)) this.close();
    } else if (event.key === "ArrowUp" && this.#composer.isBlank) this.#act("edit");
    else keepFocus(this.#node, this.#house.root, event);
  }

  /** What is at the end of the log is before the visitor's eyes; true when that is news. */
  #read(): boolean {
    return this.#isOpen && !document.hidden && this.#log.showsEnd && this.#visit.display();
  }

  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => this.#draw());
  }

  #draw(): void {
    if (this.#isGone) return;
    this.#isDrawing = false;
    const { conversation, connection } = this.#visit;
    const trouble = troubleOf(connection, conversation.known);
    const isClosed = connection.link === "blocked";
    // What people said comes first: the rest can wait for it.
    this.#log.update(conversation, isClosed ? this.#words.say(trouble === "outdated" ? trouble : "blocked") : "");
    this.#read();
    this.#log.tellBelow(conversation.unread());
    assign(this.#node, "aria-label", this.#channel);
    this.#header.update(this.#visit, this.#channel, this.#words, this.#sound.isOn);
    this.#banner.show(trouble === "blocked" && !conversation.known ? null : trouble);
    this.#composer.node.hidden = isClosed;
    this.#herald.tell(conversation, this.#words);
    this.#asking.update(conversation, this.#isOpen);
    this.#inviting.update(conversation.invited, this.#isOpen, this.#words.say("close"));
  }
}

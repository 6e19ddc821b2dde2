import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "../src/backoff";
import { Connection } from "../src/connection";
import type { Ears, Link } from "../src/connection";
import type { ServerFrame } from "../src/frames";
import { StoppedClock } from "./stopped-clock";

class Network {
  readonly clock = new StoppedClock();
  readonly dialled: { kind: string; hello: string; ears: Ears; said: string[]; isClosed: boolean }[] = [];
  readonly links: Link[] = [];
  readonly frames: ServerFrame[] = [];
  readonly connection = new Connection({
    socket: (hello, ears) => this.dial("socket", hello, ears),
    stream: (hello, ears) => this.dial("stream", hello, ears),
    clock: this.clock,
    hello: () => ({ t: "hello", v: 1, channel: "shop", token: null, after: 0, lang: "en", page: { url: "", title: "", referrer: "" } }),
    frame: (frame) => this.frames.push(frame),
    changed: (link) => this.links.push(link),
  });

  get last() {
    return this.dialled.at(-1) as (typeof this.dialled)[number];
  }

  said(kind: string): number {
    return this.last.said.filter((text) => JSON.parse(text).t === kind).length;
  }

  hears(frame: object): void {
    this.last.ears.heard(JSON.stringify(frame));
  }

  welcome(): void {
    this.hears({
      ...{ t: "welcome", v: 1, token: "vera", channel: { name: "Sales", color: "#000" }, messages: [], upto: 0, more: false },
      ...{ status: { state: "none", here: true, agent: null }, seen: 0, mine: 0, ping: 20 },
    });
  }

  opened(): this {
    this.connection.start();
    this.welcome();
    return this;
  }

  private dial(kind: string, hello: string, ears: Ears) {
    const dialled = { kind, hello, ears, said: [] as string[], isClosed: false };
    this.dialled.push(dialled);
    return { send: (text: string) => dialled.said.push(text), close: () => (dialled.isClosed = true) };
  }
}

test("it is open after the welcome, and not before", () => {
  const { connection, links } = new Network().opened();
  assert.deepEqual(links, ["connecting", "open"]);
  assert.equal(connection.send({ t: "ping" }), true);
});

test("a wire that is cut comes back by itself", () => {
  const network = new Network().opened();
  network.last.ears.gone();
  assert.equal(network.connection.link, "broken");
  assert.equal(network.connection.send({ t: "ping" }), false);
  network.clock.pass(1_000);
  network.welcome();
  assert.equal(network.connection.link, "open");
});

test("pings go out when nothing else was said", () => {
  const network = new Network().opened();
  for (let i = 0; i < 10; i++) {
    network.clock.pass(10_000);
    network.hears({ t: "pong" });
  }
  assert.ok(network.said("ping") >= 4 && network.said("ping") <= 5, String(network.said("ping")));
});

test("a server that is silent for two and a half pings is given up", () => {
  const network = new Network().opened();
  network.clock.pass(49_000);
  assert.equal(network.dialled.length, 1);
  network.clock.pass(12_000);
  assert.equal(network.dialled.length, 2);
  assert.equal(network.dialled[0]?.isClosed, true);
});

test("a page that slept asks first, and gives up only when nothing answers", () => {
  const network = new Network().opened();
  network.clock.sleep(3_600_000);
  assert.equal(network.connection.link, "open");
  assert.equal(network.said("ping"), 1);
  network.hears({ t: "pong" });
  network.clock.pass(6_000);
  assert.equal(network.dialled.length, 1);
  network.clock.sleep(3_600_000);
  network.clock.pass(6_000);
  assert.equal(network.dialled.length, 2);
});

test("a page that is looked at again asks for what it lacks, and does not trust a silent wire", () => {
  const network = new Network().opened();
  network.connection.wake(7);
  assert.deepEqual(JSON.parse(network.last.said[0] ?? ""), { t: "sync", after: 7 });
  network.clock.pass(7_000);
  assert.equal(network.dialled.length, 2);
});

test("while it waits to come back, waking the page brings it back at once", () => {
  const network = new Network().opened();
  network.clock.pass(2_000);
  network.last.ears.gone();
  network.connection.wake(0);
  assert.equal(network.dialled.length, 2);
});

test("attempts that fail come further apart, up to half a minute", () => {
  const pauses = Array.from({ length: 12 }, (_, failures) => pause(failures, null, 0.999));
  assert.deepEqual([...pauses].sort((one, other) => one - other), pauses);
  assert.ok(pauses[0]! <= 500 && pauses.at(-1)! <= 30_000 && pauses.at(-1)! > 29_000, String(pauses));
  assert.ok(pause(5, null, 0) < pause(5, null, 0.9), "chance spreads the pages");
});

test("the server's word on when to come back goes first, and is never shortened", () => {
  const network = new Network().opened();
  network.hears({ t: "retry", after: 8 });
  network.last.ears.gone();
  network.clock.pass(7_900);
  assert.equal(network.dialled.length, 1);
  network.clock.pass(200);
  assert.equal(network.dialled.length, 2);
  assert.ok(pause(0, 8, 0.5) >= 8_000);
});

test("where sockets never get through, a stream is tried, and kept when it works", () => {
  const network = new Network();
  network.connection.start();
  for (let i = 0; i < 2; i++) {
    network.last.ears.gone();
    network.clock.pass(30_000 / 4);
  }
  assert.deepEqual(network.dialled.map(({ kind }) => kind), ["socket", "socket", "stream"]);
  network.welcome();
  network.clock.pass(15_000);
  network.last.ears.gone();
  network.clock.pass(1_000);
  assert.equal(network.last.kind, "stream");
  network.last.ears.gone();
  network.clock.pass(2_000);
  assert.equal(network.last.kind, "socket");
});

test("a socket that opens but never answers counts as none", () => {
  const network = new Network();
  network.connection.start();
  network.clock.pass(10_000);
  assert.equal(network.dialled[0]?.isClosed, true);
  assert.equal(network.connection.link, "broken");
});

for (const code of ["unknown_channel", "forbidden_origin", "unsupported_version"]) {
  test(`${code} is the end: it does not come back`, () => {
    const network = new Network();
    network.connection.start();
    network.hears({ t: "error", code, text: "" });
    network.last.ears.gone();
    network.clock.pass(600_000);
    assert.equal(network.connection.link, "blocked");
    assert.equal(network.connection.reason, code);
    assert.equal(network.dialled.length, 1);
  });
}

test("what a wire says after it was given up is not heard", () => {
  const network = new Network().opened();
  const [old] = network.dialled;
  network.last.ears.gone();
  network.clock.pass(1_000);
  const before = network.frames.length;
  old?.ears.heard('{"t":"pong"}');
  old?.ears.gone();
  assert.equal(network.frames.length, before);
  assert.equal(network.connection.link, "connecting");
});

/**
 * A wire without a WebSocket: frames come as an event stream, and go by POST.
 *
 *    POST /visitor/stream  (hello)  ──▶  text/event-stream: {"t":"stream"}, {"t":"welcome"} …
 *    POST /visitor/frames  [frame, …]  ──▶  204, or 404 when the stream is gone
 *
 * One POST is under way at a time, and takes along all that was said meanwhile: order is kept.
 * Loaded only where a socket cannot be had; imports nothing, so that it stays one small file.
 */

import type { Dial, Ears } from "./connection";

/** The `data:` of each whole event in `buffer`, and what is left of it. */
export function parseEvents(buffer: string): { events: string[]; rest: string } {
  const blocks = buffer.replace(/\r\n?/g, "\n").split("\n\n");
  const rest = blocks.pop() ?? "";
  const events = blocks
    .map((block) => block.split("\n").filter((line) => line.startsWith("data:")))
    .map((lines) => lines.map((line) => line.slice(5).replace(/^ /, "")).join("\n"))
    .filter((data) => data !== "");
  return { events, rest };
}

class Stream {
  readonly #gate = new AbortController();
  #id = "";
  #token = "";
  #waiting: string[] = [];
  #isPosting = false;
  readonly #base: string;
  readonly #ears: Ears;

  constructor(base: string, ears: Ears) {
    this.#base = base;
    this.#ears = ears;
  }

  async run(hello: string): Promise<void> {
    try {
      const answer = await this.#request("stream", hello, {});
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      await this.#read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      // refused, cut or closed by us: the connection decides what follows
    }
    this.#end();
  }

  send(text: string): void {
    this.#waiting.push(text);
    void this.#flush();
  }

  close(): void {
    this.#gate.abort();
  }

  async #read(reader: ReadableStreamDefaultReader<string>): Promise<void> {
    let buffer = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const { events, rest } = parseEvents(buffer + value);
      buffer = rest;
      events.forEach((event) => this.#heard(event));
    }
  }

  #heard(event: string): void {
    if (!this.#token) this.#learn(event);
    this.#ears.heard(event);
  }

  #learn(event: string): void {
    const frame = JSON.parse(event) as { t: string; id?: string; token?: string };
    if (frame.t === "stream") this.#id = frame.id ?? "";
    if (frame.t === "welcome") this.#token = frame.token ?? "";
  }

  async #flush(): Promise<void> {
    if (this.#isPosting || !this.#waiting.length) return;
    this.#isPosting = true;
    const frames = `[${this.#waiting.splice(0).join(",")}]`;
    const headers = { "Parlour-Stream": this.#id, Authorization: `Bearer ${this.#token}` };
    try {
      const answer = await this.#request("frames", frames, headers);
      if (!answer.ok) return this.#end();
    } catch {
      return this.#end();
    }
    this.#isPosting = false;
    await this.#flush();
  }

  #request(path: string, body: string, headers: Record<string, string>): Promise<Response> {
    return fetch(`${this.#base}/visitor/${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
      credentials: "omit",
      cache: "no-store",
      signal: this.#gate.signal,
    });
  }

  #end(): void {
    if (this.#gate.signal.aborted) return;
    this.#gate.abort();
    this.#ears.gone();
  }
}

export function streamDial(base: string): Dial {
  return (hello, ears) => {
    const stream = new Stream(base, ears);
    void stream.run(hello);
    return stream;
  };
}

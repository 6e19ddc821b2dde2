import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { parseEvents, streamDial } from "../src/stream";

test("events are cut at empty lines, comments are passed over, the rest is kept", () => {
  const { events, rest } = parseEvents(': awake\n\ndata: {"t":\ndata: "pong"}\r\n\r\nevent: x\ndata:y\n\ndata: {"t"');
  assert.deepEqual(events, ['{"t":\n"pong"}', "y"]);
  assert.equal(rest, 'data: {"t"');
});

test("frames come as events and go by POST, in order, one request at a time", async () => {
  const server = await listening();
  const heard: string[] = [];
  const wire = streamDial(server.base)('{"t":"hello"}', { heard: (text) => heard.push(text), gone: () => heard.push("gone") });
  const stream = await server.next();
  assert.equal(stream.path, "/visitor/stream");
  assert.equal(stream.body, '{"t":"hello"}');
  stream.response.writeHead(200, { "Content-Type": "text/event-stream" });
  stream.response.write('data: {"t":"stream","id":"s1"}\n\ndata: {"t":"welcome","token":"vera"}\n\n');
  await until(() => heard.length === 2);

  wire.send('{"t":"ping"}');
  wire.send('{"t":"typing","on":true}');
  wire.send('{"t":"typing","on":false}');
  const first = await server.next();
  assert.equal(first.body, '[{"t":"ping"}]');
  assert.equal(first.headers["parlour-stream"], "s1");
  assert.equal(first.headers.authorization, "Bearer vera");
  first.response.writeHead(204).end();
  const second = await server.next();
  assert.equal(second.body, '[{"t":"typing","on":true},{"t":"typing","on":false}]');
  second.response.writeHead(404).end();
  await until(() => heard.at(-1) === "gone");
  await server.close();
});

test("closing it says nothing more", async () => {
  const server = await listening();
  const heard: string[] = [];
  const wire = streamDial(server.base)("{}", { heard: (text) => heard.push(text), gone: () => heard.push("gone") });
  const { response } = await server.next();
  wire.close();
  await once(response, "close");
  await server.close();
  assert.deepEqual(heard, []);
});

test("a server that does not know the stream is gone", async () => {
  const server = await listening();
  const gone = new Promise<void>((resolve) => streamDial(server.base)("{}", { heard: () => {}, gone: resolve }));
  (await server.next()).response.writeHead(404).end();
  await gone;
  await server.close();
});

interface Asked {
  path: string;
  body: string;
  headers: IncomingMessage["headers"];
  response: ServerResponse;
}

async function listening() {
  const asked: Asked[] = [];
  const waiting: ((asked: Asked) => void)[] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one = { path: request.url ?? "", body: Buffer.concat(parts).toString(), headers: request.headers, response };
    const waiter = waiting.shift();
    if (waiter) waiter(one);
    else asked.push(one);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: () => new Promise<Asked>((resolve) => (asked.length ? resolve(asked.shift() as Asked) : waiting.push(resolve))),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function until(happened: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !happened(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(happened());
}

/**
 * An agent's XMPP client for tests, made with xmpp.js, driven over stdin and stdout: one JSON object a line.
 *
 *   in    {"re": 7, "do": "say", "room": …, "text": …}
 *   out   {"re": 7, "value": …}  or  {"re": 7, "error": "…"}        the answer
 *         {"heard": {…}}                                            each message and presence that arrives
 *         {"status": "online" | "disconnect" | …}                   the connection's life
 *
 * Like a person's client it reconnects by itself, and goes back into the rooms it was in.
 */

import { randomUUID, webcrypto } from "node:crypto";
import { createInterface } from "node:readline";

// COMPAT Node 18: xmpp.js expects the global that Node 20 has.
globalThis.crypto ??= webcrypto;
const { client } = await import("@xmpp/client");
const stanzas = await import("./stanzas.mjs");

const RECONNECT_DELAY = 250;

const rooms = new Map();
const archives = new Map();
const asked = new Map();
let xmpp = null;
let manner = "converse";
let show;

const acts = {
  async connect({ service, domain, username, password, resource, manner: chosen }) {
    manner = chosen;
    // COMPAT xmpp.js 0.14: its SCRAM is JavaScript, and takes half a second of a processor for each agent.
    const credentials = (authenticate) => authenticate({ username, password }, "PLAIN");
    xmpp = client({ service, domain, username, credentials, resource });
    xmpp.reconnect.delay = RECONNECT_DELAY;
    const read = xmpp._onData;
    xmpp._onData = (data) => {
      // COMPAT xmpp.js 0.14: breaks on what a server that is being killed says after it ended the stream.
      try {
        if (xmpp.parser) read.call(xmpp, data);
      } catch (error) {
        tell({ status: "error", text: String(error) });
        xmpp.socket?.destroy();
      }
    };
    xmpp.on("error", (error) => {
      tell({ status: "error", text: String(error) });
      // A server that has just come back may not know anybody yet, and lets us wait for half a minute before it hangs up.
      if (error.name === "SASLError") xmpp.socket?.destroy();
    });
    xmpp.on("status", (status) => tell({ status }));
    // COMPAT xmpp.js 0.14: decodes each piece of the stream by itself, so a character that lies on the seam would break.
    xmpp.on("connect", () => xmpp.socket.setEncoding?.("utf8"));
    xmpp.on("online", enter);
    xmpp.on("stanza", hear);
    // COMPAT xmpp.js 0.14: miscounts after a resumption (XEP-0198) that failed, and is thrown out: so it does without.
    xmpp.prependListener("element", (element) => element.is("features") && element.remove("sm", "urn:xmpp:sm:3"));
    return String(await xmpp.start());
  },
  async join({ room, nick, history }) {
    rooms.set(room, nick);
    await xmpp.send(stanzas.buildJoin({ room, nick, history }));
  },
  async leave({ room }) {
    const nick = rooms.get(room);
    rooms.delete(room);
    await xmpp.send(stanzas.buildPresence({ to: `${room}/${nick}`, type: "unavailable" }));
  },
  async presence(wanted) {
    show = wanted.show;
    for (const to of addressees()) await xmpp.send(stanzas.buildPresence({ to, show }));
  },
  say: ({ room, text, id }) => send(stanzas.buildMessage({ to: room, type: "groupchat", text, id })),
  direct: ({ to, text }) => send(stanzas.buildMessage({ to, type: "chat", text })),
  correct: (what) => send(stanzas.buildCorrection({ ...what, manner })),
  reply: (what) => send(stanzas.buildReply(what)),
  retract: (what) => send(stanzas.buildRetraction(what)),
  react: (what) => send(stanzas.buildReaction({ ...what, manner })),
  typing: (what) => send(stanzas.buildTyping(what)),
  displayed: (what) => send(stanzas.buildDisplayed(what)),
  raw: ({ text }) => xmpp.write(text),
  ask,
  archive,
  cut: () => void xmpp.socket.destroy(),
  stop: () => xmpp.stop(),
};

function addressees() {
  return [undefined, ...[...rooms].map(([room, nick]) => `${room}/${nick}`)];
}

async function enter() {
  await xmpp.send(stanzas.buildPresence({ show }));
  for (const [room, nick] of rooms) await xmpp.send(stanzas.buildJoin({ room, nick, history: 0 }));
}

async function send(stanza) {
  await xmpp.send(stanza);
  return stanza.attrs.id;
}

/** An iq, and its answer as text, an error as well. */
async function ask({ to, type, payload }) {
  const id = randomUUID();
  const answer = new Promise((resolve) => asked.set(id, resolve));
  await xmpp.write(`<iq to="${to}" type="${type}" id="${id}">${payload}</iq>`);
  return answer;
}

/** Everything that the room's archive holds, oldest first; each with the archive's id as its stanza-id. */
async function archive({ room }) {
  const queryid = randomUUID();
  const found = [];
  archives.set(queryid, found);
  try {
    for (let after; ; ) {
      const answer = await xmpp.iqCaller.request(stanzas.buildArchiveQuery({ room, queryid, after }));
      const fin = answer.getChild("fin", "urn:xmpp:mam:2");
      const last = fin.getChild("set")?.getChildText("last");
      if (fin.attrs.complete === "true" || !last || last === after) return found;
      after = last;
    }
  } finally {
    archives.delete(queryid);
  }
}

function hear(stanza) {
  const result = stanza.getChild("result", "urn:xmpp:mam:2");
  if (result) return keep(result);
  asked.get(stanza.attrs.id)?.(stanza.toString());
  if (stanza.name !== "iq") tell({ heard: stanzas.parse(stanza) });
}

function keep(result) {
  const forwarded = result.getChild("forwarded", "urn:xmpp:forward:0");
  const message = stanzas.parse(forwarded.getChild("message"));
  const stamp = forwarded.getChild("delay")?.attrs.stamp ?? null;
  archives.get(result.attrs.queryid)?.push({ ...message, stanza_id: result.attrs.id, delayed: stamp });
}

function tell(what) {
  process.stdout.write(JSON.stringify(what) + "\n");
}

async function obey({ re, do: act, ...what }) {
  try {
    tell({ re, value: (await acts[act](what)) ?? null });
  } catch (error) {
    tell({ re, error: String(error?.condition ?? error) });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => void obey(JSON.parse(line)));
lines.on("close", () => process.exit(0));

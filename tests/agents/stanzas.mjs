/**
 * What an agent's client sends and how the tests read what it receives. Pure: no connection.
 *
 * Clients differ in the ids they use; the manner says whose habits are followed:
 *
 *              correction                     reaction
 *   converse   origin-id differs from the id  plain emoji
 *   dino       origin-id is the id            emoji with U+FE0F
 *
 * Both refer to a message by its own id when they correct or retract it, and by the room's stanza-id (XEP-0359) when they
 * reply, react, or mark it as displayed.
 */

import { randomUUID } from "node:crypto";

import { xml } from "@xmpp/client";

const NS = {
  conference: "jabber:x:conference",
  correct: "urn:xmpp:message-correct:0",
  delay: "urn:xmpp:delay",
  fallback: "urn:xmpp:fallback:0",
  hints: "urn:xmpp:hints",
  markers: "urn:xmpp:chat-markers:0",
  muc: "http://jabber.org/protocol/muc",
  mucUser: "http://jabber.org/protocol/muc#user",
  occupant: "urn:xmpp:occupant-id:0",
  oob: "jabber:x:oob",
  reactions: "urn:xmpp:reactions:0",
  reply: "urn:xmpp:reply:0",
  retract: "urn:xmpp:message-retract:1",
  sid: "urn:xmpp:sid:0",
  states: "http://jabber.org/protocol/chatstates",
};

const VARIATION = "\u{FE0F}";

export function buildJoin({ room, nick, history = 0 }) {
  const limits = xml("history", { maxstanzas: String(history) });
  return xml("presence", { to: `${room}/${nick}`, id: randomUUID() }, xml("x", { xmlns: NS.muc }, limits));
}

export function buildPresence({ to, show, type }) {
  return xml("presence", { ...(to && { to }), ...(type && { type }) }, show && xml("show", {}, show));
}

export function buildMessage({ to, type, text, id = randomUUID() }) {
  const children = [xml("body", {}, text), xml("origin-id", { xmlns: NS.sid, id }), xml("active", { xmlns: NS.states })];
  return xml("message", { to, type, id }, children);
}

export function buildCorrection({ room, id, text, manner }) {
  const message = buildMessage({ to: room, type: "groupchat", text });
  if (manner === "converse") message.getChild("origin-id").attrs.id = randomUUID();
  message.append(xml("replace", { xmlns: NS.correct, id }));
  return message;
}

/** `quoted` is what the replied-to message said: clients repeat it in the body and mark it as a fallback (XEP-0461). */
export function buildReply({ room, stanzaId, author, quoted, text }) {
  const quote = quoted.replace(/^/gm, "> ") + "\n";
  const message = buildMessage({ to: room, type: "groupchat", text: quote + text });
  message.append(xml("reply", { xmlns: NS.reply, id: stanzaId, to: author }));
  // XEP-0426: counted in code points, not in UTF-16 units.
  const range = xml("body", { start: "0", end: String([...quote].length) });
  message.append(xml("fallback", { xmlns: NS.fallback, for: NS.reply }, range));
  return message;
}

export function buildRetraction({ room, id }) {
  return xml("message", { to: room, type: "groupchat", id: randomUUID() }, [
    xml("retract", { xmlns: NS.retract, id }),
    xml("body", {}, "/me retracted a message"),
    xml("store", { xmlns: NS.hints }),
    xml("fallback", { xmlns: NS.fallback, for: NS.retract }),
  ]);
}

export function buildReaction({ to, type = "groupchat", ref, emojis, manner }) {
  const written = emojis.map((emoji) => (manner === "dino" ? emoji + VARIATION : emoji));
  const reactions = written.map((emoji) => xml("reaction", {}, emoji));
  return xml("message", { to, type, id: randomUUID() }, [
    xml("reactions", { xmlns: NS.reactions, id: ref }, reactions),
    xml("store", { xmlns: NS.hints }),
  ]);
}

export function buildTyping({ room, on }) {
  const state = xml(on ? "composing" : "paused", { xmlns: NS.states });
  return xml("message", { to: room, type: "groupchat", id: randomUUID() }, state, xml("no-store", { xmlns: NS.hints }));
}

export function buildDisplayed({ room, stanzaId }) {
  const marker = xml("displayed", { xmlns: NS.markers, id: stanzaId });
  return xml("message", { to: room, type: "groupchat", id: randomUUID() }, marker);
}

/** One page of a room's archive (XEP-0313) after the stanza-id `after`. */
export function buildArchiveQuery({ room, queryid, after, max = 200 }) {
  const paging = xml("set", { xmlns: "http://jabber.org/protocol/rsm" }, xml("max", {}, String(max)));
  if (after) paging.append(xml("after", {}, after));
  return xml("iq", { type: "set", to: room, id: randomUUID() }, xml("query", { xmlns: "urn:xmpp:mam:2", queryid }, paging));
}

/** A stanza as plain data; whatever it does not carry is null. */
export function parse(stanza) {
  const common = {
    kind: stanza.name,
    type: stanza.attrs.type ?? null,
    from: stanza.attrs.from ?? "",
    to: stanza.attrs.to ?? "",
    id: stanza.attrs.id ?? null,
    error: parseError(stanza.getChild("error")),
    raw: stanza.toString(),
  };
  return stanza.name === "presence" ? { ...common, ...parsePresence(stanza) } : { ...common, ...parseMessage(stanza) };
}

function parsePresence(stanza) {
  const x = stanza.getChild("x", NS.mucUser);
  const item = x?.getChild("item");
  return {
    show: stanza.getChildText("show"),
    codes: (x?.getChildren("status") ?? []).map((status) => Number(status.attrs.code)),
    affiliation: item?.attrs.affiliation ?? null,
    role: item?.attrs.role ?? null,
    jid: item?.attrs.jid ?? null,
  };
}

function parseMessage(stanza) {
  const archived = stanza.getChildren("stanza-id", NS.sid);
  const reply = stanza.getChild("reply", NS.reply);
  const reactions = stanza.getChild("reactions", NS.reactions);
  return {
    body: stanza.getChildText("body"),
    subject: stanza.getChildText("subject"),
    stanza_id: archived[0]?.attrs.id ?? null,
    stanza_id_by: archived[0]?.attrs.by ?? null,
    origin_id: stanza.getChild("origin-id", NS.sid)?.attrs.id ?? null,
    occupant_id: stanza.getChild("occupant-id", NS.occupant)?.attrs.id ?? null,
    replaces: stanza.getChild("replace", NS.correct)?.attrs.id ?? null,
    retracts: stanza.getChild("retract", NS.retract)?.attrs.id ?? null,
    reply_to: reply?.attrs.id ?? null,
    reaction_to: reactions?.attrs.id ?? null,
    reactions: (reactions?.getChildren("reaction") ?? []).map((reaction) => reaction.text()),
    typing: stanza.getChild("composing", NS.states) ? true : stanza.getChild("paused", NS.states) ? false : null,
    displayed: stanza.getChild("displayed", NS.markers)?.attrs.id ?? null,
    markable: Boolean(stanza.getChild("markable", NS.markers)),
    delayed: stanza.getChild("delay", NS.delay)?.attrs.stamp ?? null,
    url: stanza.getChild("x", NS.oob)?.getChildText("url") ?? null,
    invitation: parseInvitation(stanza),
  };
}

/** Direct (XEP-0249) or mediated (XEP-0045 §7.8.2). */
function parseInvitation(stanza) {
  const mediated = stanza.getChild("x", NS.mucUser)?.getChild("invite");
  if (mediated) return { room: stanza.attrs.from, reason: mediated.getChildText("reason"), direct: false };
  const direct = stanza.getChild("x", NS.conference);
  return direct ? { room: direct.attrs.jid, reason: direct.attrs.reason ?? null, direct: true } : null;
}

function parseError(error) {
  if (!error) return null;
  const condition = error.children.find((child) => child.name !== "text");
  return { type: error.attrs.type, condition: condition?.name ?? null, text: error.getChildText("text") };
}

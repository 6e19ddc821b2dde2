/** The least that a page can do by itself: XMPP over a WebSocket (RFC 7395), anonymous, in one room. */

const { socket: url, host, room } = document.currentScript.dataset;
const [log, field, form] = ["log", "field", "form"].map((id) => document.getElementById(id));
const socket = new WebSocket(url, "xmpp");
const send = (stanza) => socket.send(stanza);
const open = () => send(`<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="${host}" version="1.0"/>`);
const escape = (text) => text.replace(/[<&]/g, (sign) => (sign === "<" ? "&lt;" : "&amp;"));
let isKnown = false;

const steps = {
  "stream:features": () =>
    send(
      isKnown
        ? `<iq xmlns="jabber:client" type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`
        : `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>`,
    ),
  success: () => {
    isKnown = true;
    open();
  },
  iq: () =>
    send(
      `<presence xmlns="jabber:client" to="${room}/visitor"><x xmlns="http://jabber.org/protocol/muc">` +
        `<history maxstanzas="0"/></x></presence>`,
    ),
  presence: (stanza) => {
    if (stanza.querySelector('status[code="110"]')) field.disabled = false;
  },
  message: (stanza) => {
    const body = stanza.querySelector("body");
    if (!body) return;
    const line = document.createElement("li");
    line.textContent = body.textContent;
    log.append(line);
  },
};

socket.onopen = open;
socket.onmessage = ({ data }) => {
  const stanza = new DOMParser().parseFromString(data, "text/xml").documentElement;
  steps[stanza.nodeName]?.(stanza);
};
form.onsubmit = (event) => {
  event.preventDefault();
  send(`<message xmlns="jabber:client" to="${room}" type="groupchat"><body>${escape(field.value)}</body></message>`);
  field.value = "";
};

/** The agent's side of the demonstration: Converse.js, signed in as Ann and waiting in the lobby. */

import * as bundle from "/converse/converse.min.js";

// Its own footer fetches pictures from its home site; nothing here leaves this machine.
customElements.define("converse-footer", class extends HTMLElement {});

const converse = bundle.default ?? bundle.converse ?? window.converse;
const settings = await (await fetch("/client/settings.json")).json();

// A reload keeps Ann's rooms; another run of the demonstration is another server, where they do not exist.
if (sessionStorage.getItem("password") !== settings.password) sessionStorage.clear();
sessionStorage.setItem("password", settings.password);

converse.initialize({
  jid: settings.jid,
  password: settings.password,
  authentication: "login",
  auto_login: true,
  auto_reconnect: true,
  websocket_url: settings.websocket,
  discover_connection_methods: false,
  assets_path: "/converse/",
  view_mode: "fullscreen",
  theme: "parlour",
  dark_theme: "parlour",
  i18n: "en",
  // What docs/agents.md recommends for Converse, but for auto_away: whoever tries it sits on the other side, too.
  allow_non_roster_messaging: true,
  auto_join_on_invite: true,
  auto_join_rooms: [settings.lobby],
  allow_bookmarks: false,
  muc_nickname_from_jid: true,
  // Visitors have no keys: what is said to them cannot be encrypted from end to end.
  blacklisted_plugins: ["converse-omemo"],
  // A page for one person, who is signed in already.
  allow_registration: false,
  persistent_store: "sessionStorage",
  hide_muc_participants: true,
  muc_show_info_messages: ["301", "307", "321", "322", "332", "333"],
  show_self_in_roster: false,
});

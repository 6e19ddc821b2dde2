/** Converse.js as a visitor's chat: embedded, anonymous, in one room; all else as it ships. */

import * as bundle from "./converse/converse.min.js";

const { socket, host, room } = document.getElementById("settings").dataset;
const converse = bundle.default ?? bundle.converse ?? window.converse;

converse.initialize({
  authentication: "anonymous",
  auto_login: true,
  jid: host,
  websocket_url: socket,
  discover_connection_methods: false,
  auto_join_rooms: [{ jid: room, nick: "visitor" }],
  assets_path: "converse/",
  view_mode: "embedded",
  i18n: "en",
  singleton: true,
  // Visitors have no keys.
  blacklisted_plugins: ["converse-omemo"],
});

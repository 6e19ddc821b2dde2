/** The agent's side of the demonstration: the client of /agent, signed in as Ann and waiting in the lobby. */

import { start } from "/profile/profile.js";

const settings = await (await fetch("/client/settings.json")).json();

// A reload keeps Ann's rooms; another run of the demonstration is another server, where they do not exist.
if (sessionStorage.getItem("password") !== settings.password) sessionStorage.clear();
sessionStorage.setItem("password", settings.password);

// Never away by itself: whoever tries it sits on the other side, too.
await start({
  files: "/converse/",
  jid: settings.jid,
  password: settings.password,
  auto_login: true,
  websocket_url: settings.websocket,
  i18n: "en",
  auto_join_rooms: [settings.lobby],
  // A page for one person, who is signed in already.
  persistent_store: "sessionStorage",
});

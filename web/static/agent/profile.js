/**
 * Converse.js as an agent needs it: what docs/agents.md recommends, and one plugin that enters the agent's lobbies.
 *
 * Rule: everything comes from our own server; nothing is fetched from Converse's home.
 */

const LOBBIES = "urn:parlour:lobbies";

// Its own footer shows pictures of its home site, and its bar leads there.
for (const name of ["converse-footer", "converse-controlbox-navbar"]) customElements.define(name, class extends HTMLElement {});

// Whose page this is stands where its own name would.
customElements.define(
  "converse-brand-logo",
  class extends HTMLElement {
    connectedCallback() {
      this.textContent = document.title;
    }
  },
);

/** Starts the client whose files are at `files`; `own` comes before what stands here. Without `component` no lobby is asked for. */
export async function start({ files, component, ...own }) {
  const bundle = await import(`${files}converse.min.js`);
  const converse = bundle.default ?? bundle.converse ?? window.converse;
  if (component) addLobbies(converse, component);
  converse.initialize({
    assets_path: files,
    authentication: "login",
    auto_reconnect: true,
    discover_connection_methods: false,
    view_mode: "fullscreen",
    theme: "parlour",
    dark_theme: "parlour",
    allow_non_roster_messaging: true,
    auto_join_on_invite: true,
    // A finished conversation leaves no room behind in the agent's other clients.
    allow_bookmarks: false,
    muc_nickname_from_jid: true,
    // Visitors have no keys: what is said to them cannot be encrypted from end to end.
    blacklisted_plugins: ["converse-omemo"],
    whitelisted_plugins: ["parlour-lobbies"],
    allow_registration: false,
    hide_muc_participants: true,
    muc_show_info_messages: ["301", "307", "321", "322", "332", "333"],
    show_self_in_roster: false,
    ...own,
  });
}

/** The component tells each agent where they are on duty; nobody else is told anything. */
function addLobbies(converse, component) {
  converse.plugins.add("parlour-lobbies", {
    initialize() {
      const { api } = this._converse;
      const enter = async () => {
        const question = converse.env.$iq({ to: component, type: "get" });
        question.c("query", { xmlns: "http://jabber.org/protocol/disco#items", node: LOBBIES });
        const answer = await api.sendIQ(question, undefined, false);
        const found = [...(answer?.querySelectorAll("item") ?? [])].map((item) => item.getAttribute("jid"));
        for (const lobby of found) await api.rooms.open(lobby);
      };
      api.listen.on("roomsAutoJoined", enter);
    },
  });
}

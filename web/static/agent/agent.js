/** The page for agents without a client of their own: what this server said of itself goes to the profile. */

import { start } from "./profile.js";

const { color, ...settings } = JSON.parse(document.body.dataset.settings);
document.documentElement.style.setProperty("--brand", color);

// Everybody signs in with their own account; away after five minutes, which is not off duty yet.
await start({ ...settings, auto_away: 300 });

"""Whole stories: a visitor, the bridge, a real XMPP server, a real XMPP client."""

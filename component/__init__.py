"""The agents' side: everything that is XMPP. It stands on `bridge` and knows nothing of `web`, its twin."""

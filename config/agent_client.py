"""The section about the agents' client that Parlour can serve."""

from pathlib import Path

from pydantic import Field

from config.kinds import WebSocketURL
from config.section import Section


class AgentClient(Section):
    """A client in the browser, at `/agent`, for agents who have none: Converse.js, on their own XMPP server."""

    enabled: bool = Field(False, description="Whether `/agent` is there.")
    websocket: WebSocketURL | None = Field(
        None,
        description="Where browsers reach the agents' XMPP server (XEP-0395, RFC 7395); needed when `enabled`. The "
        "page may connect nowhere else, so it is not looked up.",
    )
    files: Path = Field(
        Path("agent-client"), description="The directory that `parlour agent-client fetch` fills, and `/agent` serves."
    )

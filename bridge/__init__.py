"""The desk: what live chat is, without a socket, XMPP, HTTP or a clock of its own.

`component` (the agents' side) and `web` (the visitors' side) stand on it; it knows neither.
"""

from typing import Final

__version__: Final = "0.1.0"

"""`parlour demo`: the main job in one page, on servers of its own.

    port 8080   the page that shows both sides, and the agent's web client (Converse.js)
    free port   the sample shop, an origin of its own, with nothing of Parlour but the script tag
    free port   Parlour itself, the very `parlour serve`
    free ports  a private Prosody: clients, WebSocket, component

Everything listens on loopback only, writes into one temporary directory, and ends with the command.
"""

from bridge.cli.demo.show import command

__all__ = ["command"]

"""What a visitor's connection needs of whatever carries it: WebSocket, event stream, another server's socket."""

from typing import Protocol


class Wire(Protocol):
    """One visitor's way in and out; `origin` is the page's, empty where none was told; `address` the visitor's own,
    `user_agent` what their browser calls itself.
    """

    @property
    def origin(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def user_agent(self) -> str: ...

    async def receive(self) -> str | bytes | None:
        """The next message of the page, or `None` when there will be no more."""

    async def send(self, text: str) -> None:
        """Hand over one message; returns when there is room for another. Without effect once the page is gone."""

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye; `receive` still ends with `None`. Twice does no harm."""

    def abort(self) -> None:
        """Cut the connection at once, whatever was still to be sent."""

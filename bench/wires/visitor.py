"""What a visitor can do, whatever they speak.

connect ──▶ may write ──begin──▶ an agent is in the room with them ──▶ say, heard
"""

import abc
from collections.abc import Callable


class Visitor(abc.ABC):
    """One visitor; `heard` is called with each line that an agent says to them."""

    def __init__(self) -> None:
        self.heard: Callable[[str], None] = lambda _: None

    @abc.abstractmethod
    async def connect(self) -> None:
        """Returns when the visitor may write."""

    @abc.abstractmethod
    async def begin(self) -> None:
        """Returns when an agent is in the room."""

    @abc.abstractmethod
    def say(self, words: str) -> None: ...

    @abc.abstractmethod
    def close(self) -> None: ...

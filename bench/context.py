"""What every measure is given: how thoroughly to measure, the stage, and a way to say what is going on."""

from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console

from bench.figures import Row
from bench.stage import Stage, staged


@dataclass(frozen=True, slots=True)
class Report:
    """One table; `notes` say what a figure does not."""

    title: str
    rows: list[Row]
    notes: list[str] = field(default_factory=list)


class Context:
    """`rounds` and `seconds` of each phase are smaller in a quick run."""

    def __init__(self, console: Console, *, is_quick: bool) -> None:
        self.is_quick = is_quick
        self.rounds = 2 if is_quick else 3
        self.seconds = 2.0 if is_quick else 6.0
        self._status = console.status("")
        self._stage: Stage | None = None
        self._standing = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._status.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        await self._standing.aclose()

    def say(self, doing: str) -> None:
        """What goes on now, for whoever watches."""
        self._status.update(f"{doing} …")

    async def stage_for(self, kinds: Iterable[str], size: int) -> Stage:
        """The tuned stage with exactly so many of these; a smaller one than there is begins anew."""
        if self._stage is None or any(len(people) > size for people in self._stage.visitors.values()):
            await self.clear()
            self.say("starting Prosody and Parlour")
            self._stage = await self._standing.enter_async_context(staged())
        await self._stage.grow(kinds, size, self.say)
        await self._stage.rest()
        return self._stage

    async def clear(self) -> None:
        """Ends the stage, so that it disturbs nobody."""
        await self._standing.aclose()
        self._standing, self._stage = AsyncExitStack(), None

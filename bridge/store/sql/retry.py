"""Trying again: what a restarting database costs is a moment's wait, not an error.

Rule: a transaction is repeated whole. Its commit may have happened although nobody heard of it, so what it does must
      bear repetition.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError

from bridge.errors import Unavailable
from bridge.store.sql.database import PASSING, is_our_fault

Result = TypeVar("Result")

PATIENCE: Final = 6.0
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
# SQLAlchemy puts the class of asyncpg's error before its text.
_TYPE: Final = re.compile(r"^<class '[^']*'>: ")

_log: Final = logging.getLogger("parlour.store")


class Persistence:
    """Repeats what may pass, for about `patience` seconds. Logs once when the database goes, once when it is back."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._is_away = False

    async def __call__(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Repeat until it succeeds; raises `Unavailable` when patience has ended.

        What the database refuses because of the transaction itself, and what is none of its errors, is raised at once.
        """
        deadline = asyncio.get_running_loop().time() + self._patience
        for pause in _pauses():
            try:
                result = await attempt()
            except PASSING as error:
                if is_our_fault(error):
                    raise
                if asyncio.get_running_loop().time() + pause > deadline:
                    self._note_away(error)
                    raise Unavailable("The database cannot be reached.") from error
            else:
                self._note_back()
                return result
            await asyncio.sleep(pause)
        raise AssertionError

    def _note_away(self, error: BaseException) -> None:
        if not self._is_away:
            self._is_away = True
            _log.warning("store_away", extra={"reason": _describe(error)})

    def _note_back(self) -> None:
        if self._is_away:
            self._is_away = False
            _log.info("store_back")


def reason_of(error: Unavailable) -> str:
    """What the driver said, for an administrator; the statement and its values are not in it."""
    return str(error) if error.__cause__ is None else _describe(error.__cause__)


def _describe(error: BaseException) -> str:
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return _TYPE.sub("", str(said).partition("\n")[0]) or type(said).__name__


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)

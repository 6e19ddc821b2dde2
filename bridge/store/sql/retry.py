"""Trying again: what a restarting database costs is a moment's wait, not an error.

Rule: a transaction is repeated whole. Its commit may have happened although nobody heard of it, so what it does must
      bear repetition.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError

from bridge.errors import Unavailable
from bridge.store.sql.database import PASSING, is_our_fault

Result = TypeVar("Result")

PATIENCE: Final = 6.0
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0

_log = logging.getLogger(__name__)


async def persist(attempt: Callable[[], Awaitable[Result]], *, patience: float = PATIENCE) -> Result:
    """Repeat until it succeeds, for about `patience` seconds; then raise `Unavailable`.

    What the database refuses because of the transaction itself, and what is none of its errors, is raised at once.
    """
    deadline = asyncio.get_running_loop().time() + patience
    for pause in _pauses():
        try:
            return await attempt()
        except PASSING as error:
            if is_our_fault(error):
                raise
            if asyncio.get_running_loop().time() + pause > deadline:
                _log.warning("store_unavailable: %s", _describe(error))
                raise Unavailable("The database cannot be reached.") from error
        await asyncio.sleep(pause)
    raise AssertionError


def reason_of(error: Unavailable) -> str:
    """What the driver said, for an administrator; the statement and its values are not in it."""
    return str(error) if error.__cause__ is None else _describe(error.__cause__)


def _describe(error: BaseException) -> str:
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(said).partition("\n")[0].removeprefix("<class ").strip() or type(said).__name__


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)

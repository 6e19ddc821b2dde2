"""Waiting for something to become true, with a deadline. The only place in the suite where time passes idly.

A test says what must come true and within which time; how often it is looked at is decided here.
"""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

_T = TypeVar("_T")

#: Seconds between two looks.
_EVERY = 0.02

#: Seconds that anything in a test may take, unless the test says otherwise. Generous, since machines are shared.
PATIENCE = 15.0

_NOT_YET = (AssertionError, OSError)


@overload
async def eventually(
    fact: Callable[[], Awaitable[_T | None]], *, within: float = ..., what: str = ..., every: float = ...
) -> _T: ...
@overload
async def eventually(
    fact: Callable[[], _T | None], *, within: float = ..., what: str = ..., every: float = ...
) -> _T: ...
async def eventually(
    fact: Callable[[], object], *, within: float = PATIENCE, what: str = "", every: float = _EVERY
) -> object:
    """The first true value that `fact` returns; it is called at least once, and may be a coroutine function.

    An `AssertionError` or `OSError` in it counts as "not yet". After `within` seconds the last such error is
    raised, or an `AssertionError` that names `what` did not come true.
    """
    deadline = time.monotonic() + within
    while True:
        value, problem = await _look(fact)
        if value:
            return value
        if time.monotonic() >= deadline:
            raise problem or AssertionError(f"not within {within:g} s: {what or _name(fact)}")
        await pause(every)


async def in_time(what: Awaitable[_T], seconds: float) -> _T:
    """What it comes to, or a `TimeoutError`.

    Unlike `asyncio.wait_for` before Python 3.12, it does not go on when it is cancelled in the moment of the answer.
    """
    async with asyncio.timeout(seconds):
        return await what


async def pause(seconds: float) -> None:
    """Lets time pass that the people and programs of a test take by themselves: never instead of a condition."""
    await asyncio.sleep(seconds)


async def _look(fact: Callable[[], object]) -> tuple[object, BaseException | None]:
    try:
        value = fact()
        return (await value if inspect.isawaitable(value) else value), None
    except _NOT_YET as problem:
        return None, problem


def _name(fact: Callable[..., object]) -> str:
    return getattr(fact, "__qualname__", repr(fact))

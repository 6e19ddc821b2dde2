"""Those who wait for what somebody else brings about: told all at once, with a reason if it will not be."""

import asyncio


class Waiting:
    """Empty again after each `tell`."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        """Until the next `tell`. Raises the reason that was given there."""
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        await told

    def tell(self, reason: Exception | None = None) -> None:
        """It has come about, or will not."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if each.done():
                continue
            if reason is None:
                each.set_result(None)
            else:
                each.set_exception(reason)

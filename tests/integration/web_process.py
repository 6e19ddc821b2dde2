"""The visitors' side as a process of its own, on whatever Python runs it: prints its port, ends at SIGTERM."""

import asyncio
import signal

from tests.integration.web_house import open_house


async def main() -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_house() as house:
        print(f"port {house.server.port}", flush=True)  # noqa: T201 — this is how the test learns it
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())

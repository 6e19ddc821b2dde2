"""A test that hangs says what it was waiting for."""

import asyncio

from tests.hanging import describe_pending
from tests.waiting import in_time


async def test_the_whole_chain_of_awaits_is_named() -> None:
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def ask() -> str:
        return await in_time(answer, 5)

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    chain = next(each for each in describe_pending().split("\n\n") if ".<locals>.ask (" in each)
    assert [line.strip(" └").split(" ")[0].rpartition(".")[2] for line in chain.splitlines()] == ["ask", "in_time"]
    assert "(test_hanging.py:" in chain
    answer.set_result("yes")
    assert await asking == "yes"
    assert ".<locals>.ask (" not in describe_pending()


async def test_who_is_cancelled_in_the_moment_of_the_answer_ends() -> None:
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(in_time(answer, 5))
    await asyncio.sleep(0)
    answer.set_result(None)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()

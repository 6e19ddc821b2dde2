"""A process that writes until it is killed: `python -m tests.integration.store_writer URL`.

Each line of its output is the id of a message that the store has acknowledged.
"""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from functools import partial

from bridge.model import VisitorId
from bridge.outgoing import SayInRoom
from bridge.store.sql import SqlStore, open_store
from bridge.store.work import Work
from tests.integration.stores import SHARD, count_up, forget, said, vera_talks

WRITERS = 30


def say(work: Work, cid: str) -> None:
    """A message of Vera's, and the row that will carry it into the room."""
    room = work.room_of(VisitorId("vera"), lock=True)
    assert room is not None
    conversation = work.last_conversation(room.id)
    assert conversation is not None
    message = said(conversation, count_up(work), cid=cid)
    work.add_message(message)
    content = SayInRoom(message.seq, message.text)
    work.add_outgoing(shard=SHARD, department="support", lane=room.jid, cid=cid, content=content)


async def _write(store: SqlStore, run: str, numbers: Iterator[int]) -> None:
    while True:
        cid = f"{run}-{next(numbers):08d}"
        await store.change(partial(say, cid=cid))
        sys.stdout.write(cid + "\n")
        sys.stdout.flush()


async def _run(url: str, run: str) -> None:
    store = await open_store(url, forget)
    if await store.read(lambda work: work.room_of(VisitorId("vera"))) is None:
        await store.change(vera_talks)
    numbers = itertools.count()
    await asyncio.gather(*(_write(store, run, numbers) for _ in range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))

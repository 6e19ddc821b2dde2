"""The process is killed while it writes: SQLite has what was acknowledged, and nothing by halves."""

import asyncio
import sys
from pathlib import Path

from bridge.model import RoomId
from bridge.store.sql import open_store
from tests.integration.stores import SHARD, forget
from tests.waiting import in_time

ROOT = Path(__file__).parent.parent.parent
KILLS = 4


async def test_a_killed_process_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    """
    Four times over the same file, each after a few more messages: all acknowledged ones are there once, the places have
    no gap, and each message has its row in the outbox.
    """
    url = f"sqlite:///{tmp_path}/parlour.db"
    acknowledged: list[str] = []
    for kill in range(KILLS):
        acknowledged += await _write_until_killed(url, run=f"run{kill}", enough=40 + 97 * kill)

    store = await open_store(url, forget)
    kept = await store.read(lambda work: work.messages_after(RoomId(1), 0, 1_000_000))
    rows = await store.read(lambda work: work.outgoing_of(SHARD))
    await store.close()
    ids = [message.cid for message in kept]
    assert set(acknowledged) <= set(ids)
    assert len(ids) == len(set(ids))
    assert [message.seq for message in kept] == list(range(1, len(kept) + 1))
    assert [row.cid for row in rows] == ids


async def _write_until_killed(url: str, *, run: str, enough: int) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.store_writer", url, run, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    lines = [await in_time(process.stdout.readline(), 30) for _ in range(enough)]
    process.kill()
    lines += (await process.stdout.read()).splitlines(keepends=True)
    await process.wait()
    whole = [line.decode().strip() for line in lines if line.endswith(b"\n")]
    assert len(whole) >= enough
    return whole

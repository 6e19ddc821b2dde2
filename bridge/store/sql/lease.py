"""The shards' rows: who speaks for a domain, until when, for the how-manieth time.

Rule 1: the database's clock decides what has expired; nodes need not agree on the time.
Rule 2: a claim is one statement, so of any number of rivals one wins. The epoch rises with each claim and never falls.
Rule 3: a fenced change locks the row until its commit (`FOR SHARE`): a claim waits for it, and nothing of an older
        epoch is written after a newer one has begun.
"""

from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, text

from bridge.errors import LostShard
from bridge.model import Fence
from bridge.store.sql.statements import run
from bridge.store.sql.tables import shards

# `now()` would be when the transaction began, which may be long before the row was free to look at.
_NOW: Final = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
}


def _claim(now: str) -> Any:
    return text(
        "INSERT INTO shards (name, holder, expires_at, epoch)"  # noqa: S608 - `now` is one of the two above
        f" VALUES (:name, :holder, {now} + :life, 1)"
        " ON CONFLICT (name) DO UPDATE"
        f" SET holder = excluded.holder, expires_at = {now} + :life, epoch = shards.epoch + 1"
        f" WHERE shards.expires_at <= {now} OR shards.holder = excluded.holder"
        " RETURNING epoch"
    )


def _renew(now: str) -> Any:
    return text(
        f"UPDATE shards SET expires_at = {now} + :life"  # noqa: S608 - as above
        " WHERE name = :name AND epoch = :epoch AND holder = :holder"
    )


def _holder(now: str) -> Any:
    return text(f"SELECT holder FROM shards WHERE name = :name AND expires_at > {now}")  # noqa: S608 - as above


_CLAIM: Final = {dialect: _claim(now) for dialect, now in _NOW.items()}
_RENEW: Final = {dialect: _renew(now) for dialect, now in _NOW.items()}
_HOLDER: Final = {dialect: _holder(now) for dialect, now in _NOW.items()}
_RELEASE: Final = text("UPDATE shards SET expires_at = 0, holder = '' WHERE name = :name AND epoch = :epoch")
_EPOCH: Final = select(shards.c.epoch).where(shards.c.name == bindparam("shard")).with_for_update(read=True)


def claim(connection: Connection, shard: str, holder: str, *, life: float) -> Fence | None:
    """Take the row if it is free, expired, or this holder's own."""
    values = {"name": shard, "holder": holder, "life": round(life * 1000)}
    row = run(connection, _CLAIM[connection.dialect.name], values).fetchone()
    return None if row is None else Fence(shard, int(row[0]))


def renew(connection: Connection, fence: Fence, holder: str, *, life: float) -> bool:
    """Hold on, unless it was taken."""
    values = {"name": fence.shard, "epoch": fence.epoch, "holder": holder, "life": round(life * 1000)}
    return bool(run(connection, _RENEW[connection.dialect.name], values).rowcount)


def release(connection: Connection, fence: Fence) -> None:
    """Let go; nothing happens if it was taken."""
    run(connection, _RELEASE, {"name": fence.shard, "epoch": fence.epoch})


def holder_of(connection: Connection, shard: str) -> str | None:
    """Whose claim has not expired."""
    row = run(connection, _HOLDER[connection.dialect.name], {"name": shard}).fetchone()
    return None if row is None else str(row[0])


def check_is_held(connection: Connection, fence: Fence) -> None:
    """Raises `LostShard` unless the epoch is still the same; it stays so until the transaction ends."""
    row = run(connection, _EPOCH, {"shard": fence.shard}).fetchone()
    if row is None or row[0] != fence.epoch:
        raise LostShard(f"Another node holds {fence.shard}.")

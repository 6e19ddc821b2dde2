"""A store with a past: rooms full of messages, made by the database itself, since writing ten million one by one takes
hours.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from bridge.bus import Bus
from bridge.store.sql import open_store

MESSAGES_EACH = 100  # in each room; visitor and agent in turn
_ROOMS_AT_ONCE = 5_000
_SHARD = "livechat.example.org"
_SERVICE = "conference.example.org"
_WORDS = "I ordered a long table last week, and would like to know when it will be delivered."

_VISITORS = "INSERT INTO visitors SELECT 'v' || n, 'Vera ' || n, 'en', 1790000000000, '', '' FROM numbers"
_ROOMS = f"""
INSERT INTO rooms (id, visitor, channel, department, shard, service, jid, visitor_jid, owner, nick, created_at, is_made,
  cursor, last_seq, last_version, agent_seen, visitor_seen)
SELECT n, 'v' || n, 'default', 'support', '{_SHARD}', '{_SERVICE}', 'v' || n || '@{_SERVICE}',
  'v' || n || '@{_SHARD}', 'support@{_SHARD}', 'Vera ' || n, 1790000000000, 1,
  printf('s%08d', {MESSAGES_EACH}), {MESSAGES_EACH}, {MESSAGES_EACH}, 0, 0
FROM numbers"""
_CONVERSATIONS = """
INSERT INTO conversations SELECT n, n, 'support', 'active', '', '', '', 1790000000000, 'ann@example.org', 'Ann',
  1790000000000, NULL, 0, '' FROM numbers"""
_MESSAGES = f"""
WITH RECURSIVE places (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM places WHERE seq < {MESSAGES_EACH})
INSERT INTO messages SELECT n, n, seq, seq, iif(seq % 2, 'visitor', 'agent'), 1790000000000 + seq, '{_WORDS}',
  iif(seq % 2, '', 'Ann'), iif(seq % 2, '', 'ann@example.org'), printf('m%08d', seq), NULL, printf('s%08d', seq),
  NULL, NULL, NULL, NULL, '[]', iif(seq % 2, 'in_room', 'saved')
FROM numbers CROSS JOIN places"""


async def make_archive(path: Path, messages: int, say: Callable[[str], None]) -> int:
    """A new SQLite store with so many messages; how many rooms it has, whose visitors are called `v1`, `v2` …"""
    store = await open_store(f"sqlite:///{path}", Bus().publish)
    await store.close()
    rooms = messages // MESSAGES_EACH
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -262144")
        connection.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
        for begin in range(1, rooms + 1, _ROOMS_AT_ONCE):
            say(f"store: writing a past, {begin * MESSAGES_EACH:,} of {messages:,} messages")
            _fill(connection, begin, min(begin + _ROOMS_AT_ONCE, rooms + 1))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("ANALYZE")
    connection.close()
    return rooms


def _fill(connection: sqlite3.Connection, begin: int, end: int) -> None:
    connection.execute("BEGIN")
    connection.execute("DELETE FROM numbers")
    connection.executemany("INSERT INTO numbers VALUES (?)", ((number,) for number in range(begin, end)))
    for statement in (_VISITORS, _ROOMS, _CONVERSATIONS, _MESSAGES):
        connection.execute(statement)
    connection.execute("COMMIT")

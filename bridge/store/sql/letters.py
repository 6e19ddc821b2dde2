"""Letters in SQL."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
from sqlalchemy import Integer, bindparam, delete, func, insert, select, update

from bridge.letters import Letter, LetterId, Topic, Transcript
from bridge.model import Moment
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import letters

_of_shard: Final = letters.c.shard == bindparam("of_shard")
_ADD: Final = insert(letters).returning(letters.c.id)
_PUT: Final = update(letters).where(letters.c.id == bindparam("of_id"))
_REMOVE: Final = delete(letters).where(letters.c.id == bindparam("of_id"))
_LETTER: Final = select(letters).where(letters.c.id == bindparam("of_id"))
_DUE: Final = (
    select(letters)
    .where(_of_shard, letters.c.due_at <= bindparam("now"))
    .order_by(letters.c.due_at, letters.c.id)
    .limit(bindparam("at_most", type_=Integer))
)
_COUNT: Final = select(func.count()).select_from(letters).where(_of_shard)

_write_topic = msgspec.json.Encoder().encode
_READERS: Final[dict[str, msgspec.json.Decoder[Topic]]] = {
    kind.__name__: msgspec.json.Decoder(kind) for kind in (Transcript,)
}


class LetterRows(Rows):
    """The part of `Work` that knows what is still to be sent by e-mail."""

    def add_letter(self, letter: Letter) -> Letter:
        return replace(letter, id=LetterId(self.add(_ADD, _values(letter))))

    def put_letter(self, letter: Letter) -> None:
        self.replace(_PUT, {"of_id": letter.id, **_values(letter)})

    def letter(self, letter: LetterId) -> Letter | None:
        row = self.one(_LETTER, of_id=letter)
        return None if row is None else _read(row)

    def remove_letter(self, letter: LetterId) -> None:
        self.write(_REMOVE, {"of_id": letter})

    def due_letters(self, shard: str, now: Moment, limit: int) -> Sequence[Letter]:
        return [_read(row) for row in self.all(_DUE, of_shard=shard, now=now, at_most=limit)]

    def count_letters(self, shard: str) -> int:
        row = self.one(_COUNT, of_shard=shard)
        return 0 if row is None else int(row[0])


def _values(letter: Letter) -> dict[str, Any]:
    return {
        "shard": letter.shard,
        "department": letter.department,
        "asker": letter.asker,
        "recipient": letter.recipient,
        "cid": letter.cid,
        "kind": type(letter.topic).__name__,
        "topic": _write_topic(letter.topic).decode(),
        "created_at": letter.created_at,
        "due_at": letter.due_at,
        "attempts": letter.attempts,
    }


def _read(row: Sequence[Any]) -> Letter:
    number, shard, department, asker, recipient, cid, kind, topic, *rest = row
    return Letter(number, shard, department, asker, recipient, cid, _READERS[kind].decode(topic), *rest)

"""Agents' photos in SQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, delete, select, text

from bridge.model import JID, Portrait
from bridge.store.sql.rows import Rows
from bridge.store.sql.tables import portraits

_PORTRAITS: Final = select(portraits.c.agent, portraits.c.mark, portraits.c.name).order_by(portraits.c.agent)
_PICTURE: Final = select(portraits.c.picture).where(portraits.c.name == bindparam("of_name")).limit(1)
_PUT_PORTRAIT: Final = text(
    "INSERT INTO portraits (agent, mark, name, picture) VALUES (:agent, :mark, :name, :picture)"
    " ON CONFLICT (agent) DO UPDATE SET mark = excluded.mark, name = excluded.name, picture = excluded.picture"
)
_FORGET_PORTRAIT: Final = delete(portraits).where(portraits.c.agent == bindparam("of_agent"))


class PortraitRows(Rows):
    """The part of `Work` that knows how agents look."""

    def portraits(self) -> Sequence[Portrait]:
        return [Portrait(*row) for row in self.all(_PORTRAITS)]

    def picture(self, name: str) -> bytes | None:
        row = self.one(_PICTURE, of_name=name)
        return bytes(row[0]) if row else None

    def put_portrait(self, portrait: Portrait, picture: bytes) -> None:
        known = {"agent": portrait.agent, "mark": portrait.mark, "name": portrait.name}
        self.write(_PUT_PORTRAIT, {**known, "picture": picture})

    def forget_portrait(self, agent: JID) -> None:
        self.write(_FORGET_PORTRAIT, {"of_agent": agent})

"""Agents' photos in the memory store."""

from collections.abc import Sequence

from bridge.model import JID, Portrait
from bridge.store.memory_tables import Change


class PortraitTable(Change):
    """The part of `Work` that knows how agents look."""

    def portraits(self) -> Sequence[Portrait]:
        return [portrait for _, (portrait, _) in sorted(self.tables.portraits.items())]

    def picture(self, name: str) -> bytes | None:
        kept = self.tables.portraits.values()
        return next((picture for portrait, picture in kept if portrait.name == name), None)

    def put_portrait(self, portrait: Portrait, picture: bytes) -> None:
        self.put(self.tables.portraits, portrait.agent, (portrait, picture))

    def forget_portrait(self, agent: JID) -> None:
        self.remove(self.tables.portraits, agent)

"""The pages that visitors saw, and who was shown whose card, in the memory store."""

from collections.abc import Sequence
from dataclasses import replace

from bridge.model import JID, ConversationId, RoomId, Stay
from bridge.store.memory_tables import Change


class MemoryTrail(Change):
    """A part of `Work`."""

    def add_page(self, room: RoomId, stay: Stay) -> None:
        self.check_exists(self.tables.rooms, room)
        self.put(self.tables.trails, self.next("trail"), (room, stay))

    def leave_page(self, room: RoomId, stay: Stay) -> None:
        for number, (of_room, known) in list(self.tables.trails.items()):
            if of_room == room and (known.url, known.at) == (stay.url, stay.at):
                self.put(self.tables.trails, number, (room, replace(known, left_at=stay.left_at)))

    def forget_pages(self, room: RoomId, keep: int) -> None:
        numbers = [number for number, (of_room, _) in self.tables.trails.items() if of_room == room]
        for number in sorted(numbers)[:-keep]:
            self.remove(self.tables.trails, number)

    def trail(self, room: RoomId, limit: int) -> Sequence[Stay]:
        rows = sorted(self.tables.trails.items())
        return [stay for _, (of_room, stay) in rows if of_room == room][-limit:]

    def is_introduced(self, conversation: ConversationId, agent: JID) -> bool:
        return (conversation, agent) in self.tables.introduced

    def set_introduced(self, conversation: ConversationId, agent: JID) -> None:
        self.check_exists(self.tables.conversations, conversation)
        self.put(self.tables.introduced, (conversation, agent), True)

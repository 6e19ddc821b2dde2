"""Letters in the memory store."""

from collections.abc import Sequence
from dataclasses import replace

from bridge.letters import Letter, LetterId
from bridge.model import Moment
from bridge.store.memory_tables import Change


class LetterTable(Change):
    """The part of `Work` that knows what is still to be sent by e-mail."""

    def add_letter(self, letter: Letter) -> Letter:
        letter = replace(letter, id=LetterId(self.next("letter")))
        self.put(self.tables.letters, letter.id, letter)
        return letter

    def put_letter(self, letter: Letter) -> None:
        self.replace(self.tables.letters, letter.id, letter)

    def letter(self, letter: LetterId) -> Letter | None:
        return self.tables.letters.get(letter)

    def remove_letter(self, letter: LetterId) -> None:
        self.remove(self.tables.letters, letter)

    def due_letters(self, shard: str, now: Moment, limit: int) -> Sequence[Letter]:
        due = (each for each in self.tables.letters.values() if each.shard == shard and each.due_at <= now)
        return sorted(due, key=lambda each: (each.due_at, each.id))[:limit]

    def count_letters(self, shard: str) -> int:
        return sum(each.shard == shard for each in self.tables.letters.values())

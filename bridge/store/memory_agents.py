"""What is remembered of agents in the memory store: who was told about their lobby, who wants to be left alone."""

from collections.abc import Sequence

from bridge.model import JID
from bridge.store.memory_tables import Change


class AgentTable(Change):
    """The part of `Work` that knows what agents were told, and what they want to be told."""

    def is_welcomed(self, department: str, agent: JID) -> bool:
        return (department, agent) in self.tables.welcomed

    def set_welcomed(self, department: str, agent: JID) -> None:
        self.put(self.tables.welcomed, (department, agent), True)

    def welcomed(self) -> Sequence[tuple[str, JID]]:
        return sorted(self.tables.welcomed)

    def forget_welcomed(self, department: str, agent: JID) -> None:
        self.remove(self.tables.welcomed, (department, agent))

    def is_quiet(self, agent: JID) -> bool:
        return agent in self.tables.quiet

    def set_quiet(self, agent: JID, *, is_quiet: bool) -> None:
        if is_quiet:
            self.put(self.tables.quiet, agent, True)
        else:
            self.remove(self.tables.quiet, agent)

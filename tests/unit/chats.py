"""An agent in the chat with a department's address, and at its forms: what they are told, with a real desk behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape

from bridge.directory import Department
from bridge.model import JID
from component.commands import forms, hear_direct, hear_in_lobby
from component.link import Link
from component.stanzas.markup import COMMANDS, DATA, tag
from component.stanzas.received import Line as Words
from component.stanzas.received import Received
from tests.unit.desks import ANN, SHARD, Line, Office


@dataclass
class Chat(Line):
    """What leads from the agents to a real desk. `sent` are our stanzas."""

    shard: str = SHARD
    sent: list[Element] = field(default_factory=list)

    def send(self, stanza: str) -> None:
        self.sent.append(fromstring(stanza))

    def present(self, room: JID) -> list[JID]:
        """Who is in a room."""
        return [agent for agent, rooms in self.inside_of.items() if room in rooms]

    @property
    def link(self) -> Link:
        return cast(Link, self)

    async def says(
        self, words: str, *, agent: JID = ANN, department: str = "support", is_in_lobby: bool = False
    ) -> str:
        """What the agent is told after that line, or nothing."""
        self.sent.clear()
        here = self.directory.departments[department]
        hear = hear_in_lobby if is_in_lobby else hear_direct
        await hear(self.link, here, _received(here, words), agent=agent)
        return "\n".join(each.findtext("{*}body") or "" for each in self.sent)

    async def opens(self, node: str, *, agent: JID = ANN, department: str = "support") -> "Form":
        """A form, as the agent sees it."""
        return _form(await self._ask(node, agent, department))

    async def fills_in(self, node: str, *, agent: JID = ANN, department: str = "support", **values: str) -> str:
        """What came of it."""
        rows = "".join(f"<field var='{name}'><value>{escape(value)}</value></field>" for name, value in values.items())
        return _form(await self._ask(node, agent, department, f"<x xmlns='{DATA}' type='submit'>{rows}</x>")).note

    async def _ask(self, node: str, agent: JID, department: str, form: str = "") -> Element:
        self.sent.clear()
        address = self.directory.departments[department].address
        command = f"<command xmlns='{COMMANDS}' node='{node}' action='execute'>{form}</command>"
        await forms.answer(
            self.link, fromstring(f"<iq type='set' id='1' from='{agent}/x' to='{address}'>{command}</iq>")
        )
        return self.sent[-1]


@dataclass(frozen=True)
class Form:
    """`options` by field, label by value; `note` is what came of a command."""

    options: Mapping[str, Mapping[str, str]]
    note: str

    @property
    def conversations(self) -> list[str]:
        """Those that can be chosen."""
        return list(self.options.get("conversation", {}).values())


def open_chat(office: Office) -> Chat:
    """With nobody inside a visitor's room."""
    return Chat(office)


def _received(department: Department, words: str) -> Received:
    return Received(kind="chat", sender="", to=department.address, content=Words(words))


def _form(answer: Element) -> Form:
    command = answer.find(tag(COMMANDS, "command"))
    assert command is not None
    fields = command.iter(tag(DATA, "field"))
    options = {each.get("var", ""): _options(each) for each in fields}
    return Form(options, command.findtext(tag(COMMANDS, "note")) or "")


def _options(one: Element) -> dict[str, str]:
    found = one.findall(tag(DATA, "option"))
    return {each.findtext(tag(DATA, "value")) or "": each.get("label", "") for each in found}

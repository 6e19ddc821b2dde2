"""Ad-hoc commands as a client with a menu for them uses them (XEP-0050): look what there is, open one, fill it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from tests.agents.agent import Agent

_COMMANDS = "http://jabber.org/protocol/commands"
_DATA = "jabber:x:data"
_ITEMS = "http://jabber.org/protocol/disco#items"


@dataclass(frozen=True, slots=True)
class Step:
    """How far a command is. `fields` holds, by name, the values from which one may be chosen (label by value)."""

    status: str
    session: str
    note: str = ""
    note_kind: str = ""
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)


async def list_commands(agent: Agent, address: str) -> dict[str, str]:
    """What an address offers: names by node."""
    answer = await agent.ask(address, f"<query xmlns='{_ITEMS}' node='{_COMMANDS}'/>")
    return {each.get("node", ""): each.get("name", "") for each in answer.iter(f"{{{_ITEMS}}}item")}


async def begin(agent: Agent, address: str, node: str) -> Step:
    """Open a command."""
    payload = f"<command xmlns='{_COMMANDS}' node='{node}' action='execute'/>"
    return _step(await agent.ask(address, payload, kind="set"))


async def complete(agent: Agent, address: str, node: str, step: Step, **values: str) -> Step:
    """Fill in its form, what was chosen already being left as it is, and send it off."""
    filled = {**step.chosen, **values}
    rows = "".join(f"<field var='{name}'><value>{escape(value)}</value></field>" for name, value in filled.items())
    form = f"<x xmlns='{_DATA}' type='submit'>{rows}</x>"
    opened = f"<command xmlns='{_COMMANDS}' node='{node}' sessionid='{step.session}' action='complete'>"
    return _step(await agent.ask(address, f"{opened}{form}</command>", kind="set"))


def _step(answer: Element) -> Step:
    command = answer.find(f"{{{_COMMANDS}}}command")
    assert command is not None, f"refused: {answer.get('type')}"
    note = command.find(f"{{{_COMMANDS}}}note")
    fields = list(command.iter(f"{{{_DATA}}}field"))
    return Step(
        status=command.get("status", ""),
        session=command.get("sessionid", ""),
        note=(note.text or "") if note is not None else "",
        note_kind=note.get("type", "") if note is not None else "",
        fields={each.get("var", ""): _options(each) for each in fields},
        chosen={each.get("var", ""): value for each in fields if (value := each.findtext(f"{{{_DATA}}}value"))},
    )


def _options(one: Element) -> dict[str, str]:
    found = one.findall(f"{{{_DATA}}}option")
    return {each.findtext(f"{{{_DATA}}}value") or "": each.get("label", "") for each in found}

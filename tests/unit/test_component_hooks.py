"""Commands of the site's own: how they are called, by whom, and what their web server is told."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
import pytest_asyncio

from bridge.desk import Arrival
from bridge.directory import Agent, Hook, Permission
from bridge.errors import NotAllowed, Refused, Unknown
from bridge.model import JID, Page, Side
from bridge.outgoing import Remark
from component import webhooks
from component.commands.command import Order
from component.commands.naming import entry
from component.commands.reading import Said, fill, read_line
from component.commands.table import commands_of, find_command, list_commands
from component.link import Link
from component.webhooks import Answer
from component.words import explain
from tests.servers.hook import KEY
from tests.unit.desks import ANN, BOB, VERA, Line
from tests.unit.houses import CLEO, anns, open_house

ORDER = Hook(
    "order",
    "https://shop.example.org/hooks/order",
    KEY,
    words={"fa": ("سفارش",), "en": ("look up",)},
    titles={"en": "look an order up", "fa": "سفارشی را ببینید"},
    usages={"en": "NUMBER"},
)
PING = replace(ORDER, key="ping", words={}, usages={}, titles={"": "is it there?"})


@dataclass
class _Stream(Line):
    """All that a command needs of a link."""

    calling: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))


@pytest_asyncio.fixture
async def stream() -> AsyncIterator[_Stream]:
    office = await open_house()
    knowing = {"order": ORDER, "ping": PING}
    office.desk.directory = replace(office.desk.directory, hooks=knowing)
    yield _Stream(office)


def order(stream: _Stream, agent: JID = ANN, *, room: JID | None = None, once: str | None = None) -> Order:
    department = stream.directory.departments["support"]
    known = stream.directory.agent("support", agent)
    assert known is not None
    return Order(cast(Link, stream), department, known, room=room, once=once)


def read(stream: _Stream, line: str, *, language: str = "en", is_in_room: bool = False) -> Said | None:
    commands = commands_of(stream.directory, Agent(ANN, "Ann"))
    return read_line(line, language, commands=commands, is_in_room=is_in_room)


def answers(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> list[tuple[str, Mapping[str, Any]]]:
    """The web server gives this answer; what it was asked, by id."""
    asked = list[tuple[str, Mapping[str, Any]]]()

    async def ask(_hook: Hook, message_id: str, body: bytes) -> Answer:
        asked.append((message_id, json.loads(body)))
        return answer

    monkeypatch.setattr(webhooks, "ask", ask)
    return asked


def run(order: Order, line: str) -> Coroutine[Any, Any, str]:
    """As if the agent had said it."""
    commands = commands_of(order.link.directory, order.agent)
    said = read_line(line, order.language, commands=commands, is_in_room=order.room is not None)
    assert said is not None
    said.command.check_is_for(order.agent)
    return cast(Coroutine[Any, Any, str], said.command.run(fill(replace(order, number=said.number), said)))


@pytest.mark.parametrize(
    ("line", "language", "number", "rest"),
    [
        ("order #7 4711", "en", 7, "4711"),
        ("order 4711", "en", None, "4711"),
        ("Order #4711", "en", 4711, ""),
        ("look up #7 4711 and 4712", "de", 7, "4711 and 4712"),
        ("سفارش #۷ 4711", "fa-IR", 7, "4711"),
        ("order 7", "fa", None, "7"),
    ],
)
async def test_it_is_called_by_its_words_and_its_key(
    stream: _Stream, line: str, language: str, number: int | None, rest: str
) -> None:
    """
    English and the key are understood from everybody. A number alone is what was asked for, not a conversation.
    """
    said = read(stream, line, language=language)
    assert said is not None
    assert (said.command.key, said.number, said.rest) == ("order", number, rest)


async def test_what_follows_is_as_its_usage_says(stream: _Stream) -> None:
    """
    Something, nothing, or, in brackets, either; a number that is no argument says which conversation.
    """
    with pytest.raises(Refused, match="!look up NUMBER: something is missing"):
        fill(order(stream), cast(Said, read(stream, "!order", is_in_room=True)))
    with pytest.raises(Refused, match="ping: nothing may follow it"):
        fill(order(stream), cast(Said, read(stream, "!ping now", is_in_room=True)))
    assert cast(Said, read(stream, "ping 7.")).number == 7
    assert fill(order(stream), cast(Said, read(stream, "!ping!", is_in_room=True))).arguments == {}
    free = replace(ORDER, usages={"en": "[NUMBER]"})
    stream.office.desk.directory = replace(stream.directory, hooks={"order": free})
    assert fill(order(stream), cast(Said, read(stream, "!order", is_in_room=True))).arguments == {}
    with pytest.raises(Refused, match="“look up #7 7”, or “look up #7” if that is"):
        fill(order(stream), cast(Said, read(stream, "order 7")))


async def test_help_and_forms_call_it_in_the_agents_language(stream: _Stream) -> None:
    """
    In English, or by its key, where there is no other.
    """
    assert "\nlook up #7 NUMBER – look an order up\n" in list_commands(order(stream), is_in_room=False)
    assert list_commands(order(stream), is_in_room=True).endswith(
        "\n!look up NUMBER – look an order up\n!ping – is it there?"
    )
    known = find_command(stream.directory, Agent(ANN, "Ann"), "order")
    assert known is not None
    persian = entry(known, "fa")
    assert (persian.words[0], persian.title, persian.usage) == ("سفارش", "سفارشی را ببینید", "NUMBER")


async def test_it_is_for_those_who_may_in_its_departments(stream: _Stream) -> None:
    """
    Without the permission it is not listed, and refused; in another department it is not known.
    """
    hooks = {"order": replace(ORDER, permission=Permission.SUPERVISE), "ping": replace(PING, departments=("sales",))}
    stream.office.desk.directory = replace(stream.directory, hooks=hooks)
    assert "look an order up" not in list_commands(order(stream), is_in_room=True)
    with pytest.raises(NotAllowed):
        await run(order(stream), "order #7 4711")
    assert read(stream, "ping") is None
    assert [each.key for each in stream.directory.hooks_of(CLEO)] == ["order", "ping"]
    assert "look an order up" in list_commands(order(stream, CLEO), is_in_room=True)


async def test_the_web_server_is_told_what_the_agent_may_see(stream: _Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Who asks, about which conversation, who the visitor says to be and where they are now; no more than docs/webhooks.md
    says.
    """
    asked = answers(monkeypatch, Answer(text="shipped"))
    room = await anns(stream.office)
    page = Page(url="https://shop.example.org/cart", title="Cart")
    await stream.desk.visits.arrives(Arrival(VERA, "default", page=page, browser="Firefox", address="192.0.2.7"), "tab")
    assert await run(order(stream, room=room), "!order 4711  \n twice") == "shipped"
    told = asked[0][1]
    assert told == {
        "version": 1,
        "command": "order",
        "arguments": "4711  \n twice",
        "agent": {"jid": ANN, "name": "Ann", "language": "en"},
        "department": "support",
        "conversation": {
            "number": 1,
            "state": "active",
            "page": {"url": "https://shop.example.org/cart", "title": "Cart"},
            "tags": [],
        },
        "visitor": {"name": "Vera", "email": "", "phone": "", "language": "en", "verified": False},
    }


async def test_what_is_said_to_the_visitor_is_the_agents(stream: _Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Once for each line, however often it is heard, and with the same id; a note stands in the room.
    """
    asked = answers(monkeypatch, Answer(say="It is under way", note="looked <up>"))
    room = await anns(stream.office)
    for line in ("line-1", "line-1", "line-2"):
        assert await run(order(stream, room=room, once=line), "!order 4711") == ""
    said = [each for each in await stream.office.log() if each.text == "It is under way"]
    assert [(each.side, each.name) for each in said] == [(Side.AGENT, "Ann")] * 2
    assert Remark("Ann", "looked <up>") in [row.content for row in await stream.office.outbox(room)]
    first, again, other = (message_id for message_id, _ in asked)
    assert first == again != other
    assert await run(order(stream), "order #1 4711") == "Done."
    assert asked[-1][0] not in (first, other)


async def test_who_may_not_answer_says_nothing_to_visitors(stream: _Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    They read what they asked for all the same, and why the visitor did not.
    """
    answers(monkeypatch, Answer(text="shipped", say="It is under way"))
    await anns(stream.office)
    support = stream.directory.departments["support"]
    reader = replace(support.agents[BOB], permissions=frozenset({Permission.HISTORY}))
    support = replace(support, agents={**support.agents, BOB: reader})
    departments = {**stream.directory.departments, "support": support}
    hooks = {"order": replace(ORDER, permission=Permission.HISTORY)}
    stream.office.desk.directory = replace(stream.directory, departments=departments, hooks=hooks)
    told = await run(order(stream, BOB), "order #1 4711")
    assert told == "shipped\nThis did not reach the visitor: You are not permitted to do that."
    assert all(each.text != "It is under way" for each in await stream.office.log())


async def test_a_conversation_that_ended_meanwhile_stays_ended(
    stream: _Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The answer is about the one that was meant when the agent asked.
    """
    room = await anns(stream.office)

    async def ask(*_: object) -> Answer:
        await stream.desk.close_conversation(room, fence=stream.office.fence)
        return Answer(text="shipped", say="It is under way")

    monkeypatch.setattr(webhooks, "ask", ask)
    told = await run(order(stream, room=room), "!order 4711")
    assert (
        told == "shipped\nThis did not reach the visitor: #1 Vera is over. When they write again, you are asked again."
    )


async def test_an_answer_is_told_although_the_store_is_away(stream: _Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What was done is known to the agent, and that the visitor does not know.
    """
    await anns(stream.office)

    async def ask(*_: object) -> Answer:
        stream.office.store._is_closed = True
        return Answer(text="paid back", say="It is under way")

    monkeypatch.setattr(webhooks, "ask", ask)
    told = await run(order(stream), "order #1 4711")
    assert told.startswith("paid back\nThis did not reach the visitor: The store cannot be reached")


async def test_few_may_wait_at_once(stream: _Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Who comes when all places are taken is told so at once, and the next finds one free.
    """
    asked = answers(monkeypatch, Answer(text="shipped"))
    await anns(stream.office)
    async with stream.calling:
        with pytest.raises(Refused, match="Too many commands wait for an answer"):
            await run(order(stream), "order 4711")
    assert asked == []
    assert await run(order(stream), "order 4711") == "shipped"


async def test_without_a_conversation_or_a_store_nobody_is_asked(
    stream: _Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The agent is told what is missing.
    """
    asked = answers(monkeypatch, Answer(text="shipped"))
    with pytest.raises(Unknown, match="You have no conversation at the moment"):
        await run(order(stream), "order 4711")
    with pytest.raises(Unknown, match="There is no conversation #9"):
        await run(order(stream), "order #9 4711")
    stream.office.store._is_closed = True
    with pytest.raises(Refused, match="The store cannot be reached at the moment") as refusal:
        await run(order(stream), "order #9 4711")
    assert explain(refusal.value, "fa").startswith("انبار")
    assert asked == []

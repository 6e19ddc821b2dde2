"""Which conversation is meant by a number after a command's word, and that nobody else is hit."""

from dataclasses import replace

import pytest

from bridge.canned import Canned
from bridge.desk import Wish
from bridge.directory import Agent, Permission
from bridge.model import State, VisitorId
from component.commands.reading import Said, read_canned, read_line
from component.commands.table import BY_KEY
from tests.unit.chats import Chat, open_chat
from tests.unit.desks import ANN, BOB, OMID, VERA, Office, open_office

ALL = frozenset(Permission)
CANNED = {"thanks": Canned("thanks", "", {"en": "Thank you!"}), "2024": Canned("2024", "", {"en": "Old prices."})}


async def open_shop() -> Chat:
    """Ann, who may do everything, has Vera's conversation, which is #1; Omid's, #2, is Bob's."""
    agents = {ANN: Agent(ANN, "Ann", permissions=ALL), BOB: Agent(BOB, "Bob")}
    office = await open_office(agents=agents)
    office.desk.directory = replace(office.desk.directory, canned=CANNED)
    for visitor, agent in ((VERA, ANN), (OMID, BOB)):
        await office.on_duty(agent)
        await office.write("Hello", visitor=visitor, name=visitor.title())
        await office.desk.take(Wish(agent, "support"), fence=office.fence)
    return open_chat(office)


async def is_blocked(office: Office, visitor: VisitorId) -> bool:
    return (await office.room(visitor)).blocked_until is not None


async def phone(office: Office, visitor: VisitorId) -> str:
    found = await office.store.read(lambda work: work.visitor(visitor))
    assert found is not None
    return found.phone


@pytest.mark.parametrize(
    ("line", "number", "rest"),
    [
        ("take 7", 7, ""),
        ("close 7.", 7, ""),
        ("!close 7,", 7, ""),
        ("transfer 7 bob", 7, "bob"),
        ("transfer 7: bob", 7, "bob"),
        ("preview #7 on", 7, "on"),
        ("push 7 https://x.test", 7, "https://x.test"),
        ("email 7 vera@x.test", 7, "vera@x.test"),
        ("transcript 7", 7, ""),
        ("block #7 2 h spam", 7, "2 h spam"),
        ("block # 7", 7, ""),
        ("phone #7 030 1234567", 7, "030 1234567"),
        ("note #7, ask Bob", 7, "ask Bob"),
        ("tag #2024", 2024, ""),
        ("tag 2024", None, "2024"),
        ("note 7", None, "7"),
        ("block 2h spam", None, "2h spam"),
        ("phone +49 30 1234567", None, "+49 30 1234567"),
        ("name Vera", None, "Vera"),
    ],
)
async def test_a_number_is_a_conversation_where_it_can_be_nothing_else(
    line: str, number: int | None, rest: str
) -> None:
    """
    With `#` always; without, where what follows is a name, a link, an address or nothing. Where words must follow, a
    number alone is what is said.
    """
    said = read_line(line, "en")
    assert said is not None
    assert (said.number, said.rest) == (number, rest)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("block 2 h spam", ("2 may belong", "“block #7 2 h spam”", "“block #2 h spam”")),
        ("!close the one of #2", ("close: nothing may follow it",)),
        ("!unblock 2 and 1", ("unblock: nothing may follow it",)),
        ("!block 2", ("“block #7 2”", "“block #2”")),
        ("block 2, spam", ("“block #7 2, spam”",)),
        ("phone 02 1234567", ("“phone #7 02 1234567”",)),
        ("phone 2", ("“phone #2”",)),
        ("name 2 Fast", ("“name #7 2 Fast”",)),
        ("tag 2 parcels", ("“tag #7 2 parcels”",)),
        ("note 2 parcels", ("“note #7 2 parcels”",)),
        ("canned 2024", ("“canned #7 2024”",)),
        ("NOTE ۲ parcels", ("2 may belong", "“note #۲ parcels”")),
    ],
)
async def test_a_number_that_may_be_something_else_hits_nobody(line: str, told: tuple[str, ...]) -> None:
    """
    Neither the conversation of that number nor the agent's own: they read what to write instead.
    """
    chat = await open_shop()
    before = await chat.office.outbox()
    words = await chat.says(line)
    assert all(each in words for each in told), words
    for visitor in (VERA, OMID):
        assert not await is_blocked(chat.office, visitor)
        assert await phone(chat.office, visitor) == ""
        assert (await chat.office.desk.standing(visitor, channel="default")).state is State.ACTIVE
    assert await chat.office.outbox() == before


async def test_with_a_mark_just_that_one_is_meant() -> None:
    """
    As the refusal says it; and without any number the only one that the agent has.
    """
    chat = await open_shop()
    assert "030 1234567" in await chat.says("phone #2 030 1234567")
    assert (await phone(chat.office, OMID), await phone(chat.office, VERA)) == ("030 1234567", "")
    assert await chat.says("tag 2024") == "#1: #2024"
    assert "#2: this visitor is not heard" in await chat.says("block #2 2 h spam")
    assert await is_blocked(chat.office, OMID)
    assert not await is_blocked(chat.office, VERA)
    assert "#2: this visitor is heard again" in await chat.says("unblock 2")
    assert not await is_blocked(chat.office, OMID)


async def test_a_refusal_is_in_the_agents_language() -> None:
    """
    With the word that they know; their digits are numbers, too.
    """
    chat = await open_shop()
    support = chat.directory.departments["support"]
    agents = {**support.agents, ANN: replace(support.agents[ANN], language="fa")}
    departments = {"support": replace(support, agents=agents)}
    chat.office.desk.directory = replace(chat.directory, departments=departments)
    assert "«مسدود #7 ۲ h»" in await chat.says("مسدود ۲ h")
    assert "#2" in await chat.says("مسدود #۲")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("thanks #7", Said(BY_KEY["canned"], "thanks", 7)),
        ("!thanks 7", Said(BY_KEY["canned"], "thanks", 7)),
        ("Thanks 7.", Said(BY_KEY["canned"], "thanks", 7)),
        ("!thanks", Said(BY_KEY["canned"], "thanks")),
        ("thanks", None),
        ("thanks Bob", None),
        ("!thanks Bob", None),
        ("!thanks #7 Bob", None),
        ("welcome #7", None),
        ("!", None),
        ("", None),
    ],
)
def test_a_prepared_text_goes_by_its_name_from_outside_too(line: str, said: Said | None) -> None:
    """
    Named with a conversation, or with `!`; thanks for an answer are no command.
    """
    assert read_canned(line, CANNED) == said


async def test_a_prepared_text_is_sent_to_the_conversation_that_is_named() -> None:
    """
    In the chat with the department; in the lobby, where people talk, with `!` only.
    """
    chat = await open_shop()
    assert "I only know a few words" in await chat.says("thanks")
    assert await chat.says("thanks #2", is_in_lobby=True) == ""
    assert "Thank you!" not in [each.text for each in await chat.office.log(OMID)]
    assert await chat.says("thanks #2") == "Done."
    assert await chat.says("!thanks 1", is_in_lobby=True) == "Done."
    assert await chat.says("!thanks") == "Done."
    assert [each.text for each in await chat.office.log(OMID)].count("Thank you!") == 1
    assert [each.text for each in await chat.office.log(VERA)].count("Thank you!") == 2
    assert "no conversation #9" in await chat.says("thanks #9")

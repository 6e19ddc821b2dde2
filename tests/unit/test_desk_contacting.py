"""What agents note about a visitor, send for themselves, and read of earlier days."""

from dataclasses import replace

import pytest

from bridge.canned import Canned, fill_in
from bridge.desk import Block, Detail, Wish
from bridge.directory import Agent, Permission
from bridge.errors import Blocked, NotAllowed, Refused, Unknown
from bridge.model import DAYS, JID, Moment, Side, State
from bridge.outgoing import Greet, Remark
from tests.unit.desks import ANN, BOB, VERA, Office, open_office

LEAD = Agent(BOB, "Bob", permissions=frozenset(Permission))
CANNED = {
    "thanks": Canned(
        "thanks", "closing", {"en": "Thank you, {visitor}! {agent}, {department}", "fa": "سپاس {visitor}"}
    ),
    "prices": Canned("prices", "", {"en": "Cheap."}, departments=("sales",)),
    "braces": Canned("braces", "", {"en": "{visitor} {other} {"}),
}


async def open_shop(*, language: str = "en", name: str = "Vera") -> Office:
    """Ann has Vera's conversation; Bob is a supervisor."""
    office = await open_office(agents={ANN: Agent(ANN, "Ann"), BOB: LEAD})
    office.desk.directory = replace(office.desk.directory, canned=CANNED)
    await office.on_duty(ANN)
    await office.write("Hello", language=language, name=name)
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    return office


async def own(office: Office) -> Wish:
    """Ann, in the room."""
    return Wish(ANN, "support", room=(await office.room()).jid)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Thank you, Vera! Ann, Support"), ("fa-IR", "سپاس Vera"), ("de", "Thank you, Vera!")]
)
async def test_a_prepared_text_is_sent_in_the_visitors_language(language: str, words: str) -> None:
    """
    As the agent's own, with what is known filled in; the department says it in the room.
    """
    office = await open_shop(language=language)
    said = await office.desk.send_canned(await own(office), "thanks", fence=office.fence)
    assert (said.side, said.name, said.author) == (Side.AGENT, "Ann", ANN)
    assert said.text.startswith(words)
    lines = [each.content for each in await office.outbox((await office.room()).jid) if isinstance(each.content, Greet)]
    assert [each.text for each in lines] == [said.text]


async def test_a_note_is_for_colleagues() -> None:
    """
    The department says it in the room for whoever is not there; the visitor's log has nothing of it.
    """
    office = await open_shop()
    before = await office.log()
    await office.desk.remark(Wish(BOB, "support", number=1), "She is a regular.", fence=office.fence)
    lines = [
        each.content for each in await office.outbox((await office.room()).jid) if isinstance(each.content, Remark)
    ]
    assert lines == [Remark("Bob", "She is a regular.")]
    assert await office.log() == before
    with pytest.raises(NotAllowed, match="Only agents"):
        await office.desk.remark(Wish(JID("eve@example.test"), "support", number=1), "Hi", fence=office.fence)


async def test_what_a_line_asked_for_is_said_once() -> None:
    """
    A process that ends before it has noted how far it heard hears the line again; the next line says it again.
    """
    office = await open_shop()
    room = (await office.room()).jid
    for heard in ("line-1", "line-1", "line-2"):
        wish = Wish(ANN, "support", room=room, once=heard)
        await office.desk.send_canned(wish, "thanks", fence=office.fence)
        await office.desk.push(replace(wish, once=f"link of {heard}"), "https://x.test", fence=office.fence)
    said = [each.text for each in await office.log() if each.side is Side.AGENT]
    assert [each.startswith("Thank you") for each in said] == [True, False, True, False]


async def test_what_is_filled_in_is_not_looked_at_again() -> None:
    """
    A visitor who is called like a place is called so.
    """
    office = await open_shop(name="{agent}")
    said = await office.desk.send_canned(await own(office), "braces", fence=office.fence)
    assert said.text == "{agent} {other} {"
    assert fill_in("{a}{b}", {"a": "{b}", "b": 1}) == "{b}1"


async def test_a_prepared_text_of_another_department_is_not_there() -> None:
    """
    Nor one that nobody has written.
    """
    office = await open_shop()
    for key in ("prices", "nothing"):
        with pytest.raises(Unknown, match="no prepared text"):
            await office.desk.send_canned(await own(office), key, fence=office.fence)


async def test_who_sends_something_to_one_who_waits_has_taken_it() -> None:
    """
    As by writing; the agent is let in.
    """
    office = await open_shop()
    await office.desk.leave(await own(office), [], fence=office.fence)
    said = await office.desk.push(Wish(BOB, "support", number=1), "https://x.test/a", "Look:", fence=office.fence)
    assert said.text == "Look:\nhttps://x.test/a"
    standing = await office.desk.standing(VERA, channel="default")
    assert (standing.state, standing.agent_name) == (State.ACTIVE, "Bob")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "x.test", "https://", "https:///x", "mailto:a@b.test", "ftp://x"]
)
async def test_only_web_addresses_are_pushed(url: str) -> None:
    """
    Nothing that runs, and nothing that leads nowhere.
    """
    office = await open_shop()
    with pytest.raises(Refused, match="no web address"):
        await office.desk.push(await own(office), url, fence=office.fence)


async def test_what_a_visitor_told_is_kept() -> None:
    """
    By any agent who may; what does not look right is refused, nothing else is touched, an empty value forgets.
    """
    office = await open_shop()
    wish = await own(office)
    await office.desk.note_detail(wish, Detail.EMAIL, " vera@example.org ", fence=office.fence)
    await office.desk.note_detail(wish, Detail.PHONE, "+49 (30) 123-45", fence=office.fence)
    for detail, value in ((Detail.EMAIL, "vera"), (Detail.EMAIL, "a@b@c.d"), (Detail.PHONE, "call me")):
        with pytest.raises(Refused, match="does not look right"):
            await office.desk.note_detail(wish, detail, value, fence=office.fence)
    noted = await office.desk.note_detail(wish, Detail.NAME, "Vera\nSmith", fence=office.fence)
    assert (noted.name, noted.email, noted.phone) == ("Vera Smith", "vera@example.org", "+49 (30) 123-45")
    assert (await office.desk.note_detail(wish, Detail.PHONE, "", fence=office.fence)).phone == ""


async def test_conversations_are_filed_under_words() -> None:
    """
    Each once, taken away with a minus; at most ten.
    """
    office = await open_shop()
    wish = await own(office)
    await office.desk.tag(wish, "#Refund, urgent refund", fence=office.fence)
    tagged = await office.desk.tag(wish, "-urgent بازگشت", fence=office.fence)
    assert tagged.tags == ("refund", "بازگشت")
    with pytest.raises(Refused, match="cannot be a tag"):
        await office.desk.tag(wish, "good <b>", fence=office.fence)
    with pytest.raises(Refused, match="10 tags"):
        await office.desk.tag(wish, " ".join(f"t{each}" for each in range(9)), fence=office.fence)


async def test_somebody_can_be_kept_out_for_a_while() -> None:
    """
    By who may; what goes on ends, nothing they write is kept or told, and afterwards they are heard again.
    """
    office = await open_shop()
    wish = await own(office)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.block(wish, DAYS, fence=office.fence)
    bobs = Wish(BOB, "support", room=wish.room)
    await office.desk.block(bobs, DAYS, "  rude\nwords ", fence=office.fence)
    until = Moment(office.clock.now + DAYS)
    assert (await office.desk.describe((await office.room()).jid)).block == Block(until, "rude words")
    assert (await office.desk.standing(VERA, channel="default")).state is State.CLOSED
    before = await office.log()
    with pytest.raises(Blocked):
        await office.write("Let me in")
    assert await office.log() == before
    office.clock.pass_minutes(24 * 60)
    assert (await office.desk.describe((await office.room()).jid)).block is None
    await office.write("Sorry")
    until = Moment(office.clock.now + DAYS)
    for span, was, now in (
        (DAYS, None, Block(until, "again")),
        (2 * DAYS, Block(until, "again"), Block(Moment(until + DAYS), "")),
        (0, Block(Moment(until + DAYS), ""), None),
        (0, None, None),
    ):
        done = await office.desk.block(bobs, span, "again" if was is None else "", fence=office.fence)
        assert (done.conversation.id, done.before, done.now) == (2, was, now)
    await office.write("Thanks")
    with pytest.raises(NotAllowed, match="longer than a year"):
        await office.desk.block(bobs, 366 * DAYS, fence=office.fence)


async def test_earlier_conversations_can_be_read() -> None:
    """
    The last three before this one, without what was taken back; by whoever has it, is in the room, or supervises.
    """
    office = await open_shop()
    wish = await own(office)
    with pytest.raises(Unknown, match="no conversation before"):
        await office.desk.recall(wish)
    for number in range(1, 5):
        await office.desk.agent_writes(await office.heard(), f"answer {number}", fence=office.fence)
        await office.desk.close(wish, fence=office.fence)
        await office.write(f"question {number + 1}")
        await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    episodes = await office.desk.recall(wish)
    assert [each.conversation.id for each in episodes] == [2, 3, 4]
    assert [each.text for each in episodes[-1].messages] == ["question 4", "answer 4"]
    assert all(each.is_whole for each in episodes)
    assert len(await office.desk.recall(Wish(BOB, "support", number=5))) == 3
    with pytest.raises(Unknown, match="You have no conversation"):
        await office.desk.recall(Wish(BOB, "support"))
    with pytest.raises(NotAllowed, match="Only agents"):
        await office.desk.recall(Wish(JID("eve@example.test"), "support", number=5))

"""Taking, duty and silence at the desk."""

from dataclasses import replace

import pytest

from bridge.desk import Wish
from bridge.errors import NotAllowed, Unknown
from bridge.events import DutyChanged
from bridge.model import JID, Notice, OfferState, Side, State
from bridge.outgoing import Admit, Announce, Greet
from tests.unit.desks import ANN, BOB, LOBBY, OMID, VERA, Office, open_office


async def waiting_for(office: Office) -> list[str]:
    """Names of those who wait."""
    found = await office.store.read(lambda work: [work.room(each.room) for each in work.waiting("support")])
    return [room.nick for room in found if room is not None]


async def pass_by_minute(office: Office, minutes: int) -> None:
    """Let time go by, and look at each minute for what is due."""
    for _ in range(minutes):
        office.clock.pass_minutes(1)
        await office.desk.tick(fence=office.fence)


async def test_the_first_to_take_has_it() -> None:
    """
    Ann takes; Bob is told that she has it; taking again invites her once more.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.on_duty(BOB)
    await office.write("Hello")
    taken = await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    assert (taken.conversation.state, taken.conversation.agent, taken.was_theirs) == (State.ACTIVE, ANN, False)
    with pytest.raises(NotAllowed, match="Ann has it already"):
        await office.desk.take(Wish(BOB, "support", number=taken.conversation.id), fence=office.fence)
    again = await office.desk.take(Wish(ANN, "support", number=taken.conversation.id), fence=office.fence)
    assert again.was_theirs
    assert len([each for each in await office.outbox(ANN) if isinstance(each.content, Admit)]) == 2


async def test_a_reaction_takes_the_conversation_of_its_line() -> None:
    """
    👍 on the lobby line by the archive's id, or on the 1:1 offer by its own id.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("first")
    await office.write("second", visitor=OMID, name="Omid")
    lines = [each for each in await office.outbox(LOBBY) if isinstance(each.content, Announce)]
    await office.desk.arrived(LOBBY, lines[1].cid, "lobby-archive-2", fence=office.fence)
    taken = await office.desk.take(Wish(ANN, "support", lane=LOBBY, ref="lobby-archive-2"), fence=office.fence)
    assert taken.room.nick == "Omid"
    offer = next(each for each in await office.outbox(ANN) if isinstance(each.content, Announce))
    taken = await office.desk.take(Wish(ANN, "support", lane=ANN, ref=offer.cid), fence=office.fence)
    assert taken.room.nick == "Vera"


async def test_what_cannot_be_taken_is_explained() -> None:
    """
    Nobody waits; no such number; not an agent; over.
    """
    office = await open_office()
    with pytest.raises(Unknown, match="Nobody waits"):
        await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    with pytest.raises(Unknown, match="no conversation #99"):
        await office.desk.take(Wish(ANN, "support", number=99), fence=office.fence)
    await office.write("Hello")
    with pytest.raises(NotAllowed, match="Only agents"):
        await office.desk.take(Wish(JID("eve@example.test"), "support"), fence=office.fence)
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    with pytest.raises(NotAllowed, match="is over"):
        await office.desk.take(Wish(ANN, "support", number=1), fence=office.fence)


async def test_a_stranger_in_the_lobby_is_not_on_duty() -> None:
    """
    Only agents count.
    """
    office = await open_office()
    await office.on_duty(JID("eve@example.test"))
    assert not await office.desk.is_open("support")


async def test_away_is_not_absent_until_the_grace_is_over() -> None:
    """
    Five minutes in a pocket change nothing; after that nobody is on duty; coming back is.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.on_duty(ANN, show="away")
    office.clock.pass_minutes(4)
    await office.desk.tick(fence=office.fence)
    assert await office.desk.is_open("support")
    office.clock.pass_minutes(2)
    await office.desk.tick(fence=office.fence)
    assert not await office.desk.is_open("support")
    await office.on_duty(ANN, show="xa")
    assert not await office.desk.is_open("support")
    await office.on_duty(ANN)
    assert await office.desk.is_open("support")


async def test_do_not_disturb_is_off_duty_at_once() -> None:
    """
    And it is told, since the visitors' pages show it.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.on_duty(ANN, show="dnd")
    told = [event.is_open for event in office.listener.drain() if isinstance(event, DutyChanged)]
    assert told == [True, False]


async def test_reading_the_lobby_forgets_who_left_unseen() -> None:
    """
    After a restart only those who are there now are on duty.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.desk.lobby_read("support", [(BOB, "bob", "")], fence=office.fence)
    assert [each.agent for each in await office.desk.duties("support")] == [BOB]


@pytest.mark.parametrize(("language", "words"), [("en", "Hello!"), ("fa-IR", "سلام!"), ("mn", "Hello!")])
async def test_who_takes_greets_in_the_visitors_language(language: str, words: str) -> None:
    """
    Once in a conversation, under the agent's name, for the visitor and in the room; it is no answer yet.
    """
    office = await open_office(greetings={"en": "Hello!", "fa": "سلام!"})
    await office.on_duty(ANN)
    await office.write("Hello", language=language)
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    greeting = (await office.log())[-1]
    assert (greeting.side, greeting.text, greeting.name, greeting.author) == (Side.AGENT, words, "Ann", ANN)
    room = await office.room()
    rows = [each for each in await office.outbox(room.jid) if isinstance(each.content, Greet)]
    assert [each.content for each in rows] == [Greet(greeting.seq, words)]
    assert room.awaited is Side.AGENT
    await office.desk.arrived(room.jid, rows[0].cid, "archived-greeting", fence=office.fence)
    assert (await office.log())[-1].stanza_id == "archived-greeting"
    await pass_by_minute(office, 6)
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    assert [each.text for each in await office.log() if each.side is Side.AGENT] == [words]


async def test_what_happens_is_told_in_the_departments_words() -> None:
    """
    In the visitor's language, with the names filled in; without words of the department's the widget has its own.
    """
    words = {Notice.WAITING: {"en": "{department} will be with you, {visitor}."}, Notice.JOINED: {"": "{agent} here"}}
    office = await open_office(texts=words)
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.desk.close(Wish(ANN, "support"), fence=office.fence)
    notices = [(each.notice, each.text) for each in await office.log() if each.notice]
    assert notices == [
        (Notice.WAITING, "Support will be with you, Vera."),
        (Notice.JOINED, "Ann here"),
        (Notice.CLOSED, ""),
    ]


async def test_the_departments_words_may_name_whoever_had_it() -> None:
    """
    Also where the notice itself names nobody: when others are asked, and when it is over.
    """
    words = {Notice.WAITING_AGAIN: {"": "{agent} had to go"}, Notice.CLOSED: {"": "{agent} wishes you well"}}
    office = await open_office(texts=words)
    await office.on_duty(ANN)
    await office.on_duty(BOB)
    await office.write("Hello")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.desk.leave(Wish(ANN, "support"), [], fence=office.fence)
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    await office.desk.close(Wish(BOB, "support"), fence=office.fence)
    told = [(each.text, each.name) for each in await office.log() if each.text and each.notice]
    assert told == [("Ann had to go", ""), ("Bob wishes you well", "")]


async def test_who_writes_at_once_needs_no_greeting() -> None:
    """
    Their own words are the first.
    """
    office = await open_office(greetings={"en": "Hello!"})
    await office.write("Hello")
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    assert [each.text for each in await office.log() if each.side is Side.AGENT] == ["Good morning"]


async def test_an_agent_who_stays_silent_loses_the_conversation() -> None:
    """
    Five minutes after the visitor wrote it waits again, and Ann is offered it anew like everybody else.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    office.clock.pass_minutes(5.1)
    assert await office.desk.tick(fence=office.fence) == 1
    assert await waiting_for(office) == ["Vera"]
    assert (await office.log())[-1].notice is Notice.WAITING_AGAIN
    pending = await office.store.read(lambda work: list(work.offers(work.waiting("support")[0].id)))
    assert [offer.lane for offer in pending if offer.state is OfferState.PENDING] == [LOBBY, ANN]


async def test_an_answer_in_time_keeps_it() -> None:
    """
    The agent's silence ends with a word; then the visitor's begins, and closes the conversation after fifteen minutes.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    await pass_by_minute(office, 14)
    assert (await office.desk.standing(VERA, channel="default")).state is State.ACTIVE
    office.clock.pass_minutes(2)
    assert await office.desk.tick(fence=office.fence) == 1
    assert (await office.log())[-1].notice is Notice.TIMED_OUT
    assert (await office.desk.standing(VERA, channel="default")).state is State.CLOSED


async def test_silence_counts_from_the_first_word_without_an_answer() -> None:
    """
    However long the visitor was silent before, and however often they write meanwhile.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    await pass_by_minute(office, 7)
    await office.write("Where is my parcel?")
    await pass_by_minute(office, 3)
    await office.write("Are you there?")
    await pass_by_minute(office, 1)
    assert await waiting_for(office) == []
    await pass_by_minute(office, 1)
    assert await waiting_for(office) == ["Vera"]


async def test_after_the_end_the_next_conversation_begins_in_the_same_room() -> None:
    """
    The room lives as long as the contact; the number is a new one.
    """
    office = await open_office()
    await office.write("Hello")
    room = await office.room()
    await office.desk.close_conversation(room.jid, fence=office.fence)
    await office.write("Me again")
    assert (await office.room()).jid == room.jid
    waiting = await office.store.read(lambda work: list(work.waiting("support")))
    assert [each.id for each in waiting] == [2]


async def test_an_agent_may_write_first_after_the_end() -> None:
    """
    A late answer reaches the visitor, as a conversation of that agent.
    """
    office = await open_office()
    await office.write("Hello")
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    await office.desk.agent_writes(await office.heard(agent=BOB), "Found it!", fence=office.fence)
    standing = await office.desk.standing(VERA, channel="default")
    assert (standing.state, standing.agent_name) == (State.ACTIVE, "Bob")


async def test_who_is_no_agent_any_more_hears_of_no_visitor() -> None:
    """
    Bob is taken out of the configuration while he stands in the lobby: no offer goes to him, and he keeps no door open.
    """
    office = await open_office()
    await office.on_duty(BOB)
    support = office.desk.directory.department("support")
    agents = {ANN: support.agents[ANN]}
    office.desk.directory = replace(office.desk.directory, departments={"support": replace(support, agents=agents)})
    await office.write("Hello")
    assert await office.outbox(BOB) == []
    await office.on_duty(BOB)
    assert not await office.desk.is_open("support")

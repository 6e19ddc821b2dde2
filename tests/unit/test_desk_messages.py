"""Messages at the desk: kept once, in order, and told."""

from dataclasses import replace

import pytest

from bridge.errors import LostShard, NotAllowed, Refused, TooLong, Unknown
from bridge.events import ConversationChanged, MessageChanged, OutgoingQueued, SeenMoved
from bridge.model import Delivery, Fence, Notice, Side, State
from bridge.outgoing import Announce, SayInRoom, ShowState
from bridge.text import MAX_AGENT_TEXT
from tests.unit.desks import ANN, BOB, LOBBY, OMID, SHARD, VERA, open_office


async def test_looking_leaves_nothing_behind() -> None:
    """
    Somebody who opens the chat and writes nothing has no room, no row, nothing.
    """
    office = await open_office()
    entrance = await office.desk.enter(VERA, channel="default", after=0)
    assert entrance.standing.state is None
    assert await office.store.read(lambda work: work.room_of(VERA)) is None
    assert office.listener.drain() == []


async def test_the_first_message_makes_the_room_and_the_offers() -> None:
    """
    One change: a room with a readable name, a conversation that waits, the words, a lobby line, an offer to Ann.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Do you ship to Łódź?")
    room = await office.room()
    assert room.jid.startswith("vera-")
    assert room.jid.endswith("@rooms.example.test")
    assert room.visitor_jid == room.jid.replace("rooms.example.test", SHARD)
    contents = [(each.lane, type(each.content)) for each in await office.outbox()]
    assert contents == [(room.jid, SayInRoom), (room.jid, ShowState), (LOBBY, Announce), (ANN, Announce)]
    assert [message.notice for message in await office.log()] == [None, Notice.WAITING]


async def test_nobody_on_duty_is_said_at_once() -> None:
    """
    The visitor is told that nobody is there; the lobby has the line all the same.
    """
    office = await open_office()
    await office.write("Hello?")
    assert (await office.log())[-1].notice is Notice.NOBODY_HERE
    assert [each.lane for each in await office.outbox() if isinstance(each.content, Announce)] == [LOBBY]


async def test_whoever_comes_on_duty_is_told_of_those_who_wait() -> None:
    """
    Bob comes on duty after two visitors wrote: he is offered both, the oldest first, and only once.
    """
    office = await open_office()
    await office.write("first")
    await office.write("second", visitor=OMID, name="Omid")
    await office.on_duty(BOB)
    await office.on_duty(BOB)
    offered = [each.content.words for each in await office.outbox(BOB) if isinstance(each.content, Announce)]
    assert offered == ["first", "second"]


async def test_a_repeated_message_is_one() -> None:
    """
    The page sends again what it saw no answer to; the second time changes nothing.
    """
    office = await open_office()
    first = await office.write("Hello", cid="same-cid-0001")
    again = await office.write("Hello", cid="same-cid-0001")
    assert again == first
    assert [message.text for message in await office.log() if message.side is Side.VISITOR] == ["Hello"]


async def test_an_agents_id_cannot_be_claimed_by_a_visitor() -> None:
    """
    A visitor who uses the id of an agent's message is refused, and not shown that message as their own.
    """
    office = await open_office()
    await office.write("Hello")
    heard = await office.heard()
    await office.desk.agent_writes(heard, "Good morning", fence=office.fence)
    assert heard.message_id is not None
    with pytest.raises(NotAllowed):
        await office.write("mine", cid=heard.message_id)


async def test_writing_in_the_room_takes_the_conversation() -> None:
    """
    Ann writes: the conversation is hers, the visitor reads who it is, the offers are corrected.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.on_duty(BOB)
    await office.write("Hello")
    office.listener.drain()
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    events = office.listener.drain()
    conversation = next(each.conversation for each in events if isinstance(each, ConversationChanged))
    assert (conversation.state, conversation.agent, conversation.agent_name) == (State.ACTIVE, ANN, "Ann")
    said = [each.message for each in events if isinstance(each, MessageChanged)]
    assert [(each.notice, each.text) for each in said] == [(Notice.JOINED, ""), (None, "Good morning")]
    corrected = [each.outgoing for each in events if isinstance(each, OutgoingQueued)]
    lanes = [each.lane for each in corrected if isinstance(each.content, Announce) and each.content.replaces]
    assert sorted(lanes) == sorted([LOBBY, ANN, BOB])


async def test_the_same_stanza_twice_is_one_message() -> None:
    """
    Once live and once from the archive: the visitor reads it once.
    """
    office = await open_office()
    await office.write("Hello")
    heard = await office.heard(stanza="archive-1")
    assert await office.desk.agent_writes(heard, "Good morning", fence=office.fence) is not None
    assert await office.desk.agent_writes(heard, "Good morning", fence=office.fence) is None
    assert (await office.room()).cursor == "archive-1"


async def test_an_answer_says_that_the_question_was_seen() -> None:
    """
    What was in the room when the agent answered counts as seen, without any marker.
    """
    office = await open_office()
    message = await office.write("Hello", cid="cid-hello-1")
    await office.desk.arrived((await office.room()).jid, "cid-hello-1", "a1", fence=office.fence)
    office.listener.drain()
    await office.desk.agent_writes(await office.heard(), "Yes?", fence=office.fence)
    seen = [each for each in office.listener.drain() if isinstance(each, SeenMoved)]
    assert [(each.side, each.seq) for each in seen] == [(Side.AGENT, message.seq)]


async def test_the_echo_ends_the_outbox_row() -> None:
    """
    The room has it: the row is gone, the message says so, the archive id is known; a second echo is nothing new.
    """
    office = await open_office()
    await office.write("Hello", cid="cid-hello-1")
    room = await office.room()
    assert await office.desk.arrived(room.jid, "cid-hello-1", "a1", fence=office.fence)
    assert not await office.desk.arrived(room.jid, "cid-hello-1", "a1", fence=office.fence)
    message = (await office.log())[0]
    assert (message.delivery, message.stanza_id) == (Delivery.IN_ROOM, "a1")
    assert not [each for each in await office.outbox(room.jid) if isinstance(each.content, SayInRoom)]


async def test_a_refused_message_is_shown_as_such() -> None:
    """
    What the server will never take does not block what comes after it.
    """
    office = await open_office()
    await office.write("Hello", cid="cid-hello-1")
    assert await office.desk.refused((await office.room()).jid, "cid-hello-1", fence=office.fence)
    assert (await office.log())[0].delivery is Delivery.REFUSED


async def test_a_correction_is_resolved_by_any_id() -> None:
    """
    By message id, origin-id or archive id; a correction of a correction by the ids of the first correction, too.
    """
    office = await open_office()
    await office.write("Hello")
    first = await office.heard()
    await office.desk.agent_writes(first, "Godo morning", fence=office.fence)
    for target in (first.message_id, first.origin_id, first.stanza_id):
        assert target is not None
        correction = await office.heard()
        changed = await office.desk.agent_corrects(correction, target, f"by {target}", fence=office.fence)
        assert changed is not None
        assert changed.text == f"by {target}"
        assert changed.edited_at is not None
    assert correction.message_id is not None
    again = await office.desk.agent_corrects(await office.heard(), correction.message_id, "at last", fence=office.fence)
    assert again is not None
    assert changed is not None
    assert again.seq == changed.seq


async def test_nobody_corrects_or_retracts_what_others_said() -> None:
    """
    Bob can neither change Ann's words nor take back what Ann or Vera said; and his correction is not shown as speech.
    """
    office = await open_office()
    question = await office.write("Hello", cid="cid-hello-1")
    heard = await office.heard(agent=ANN)
    await office.desk.agent_writes(heard, "Ann's words", fence=office.fence)
    assert heard.message_id is not None
    with pytest.raises(Unknown, match="is not yours"):
        await office.desk.agent_corrects(
            await office.heard(agent=BOB), heard.message_id, "Bob's words", fence=office.fence
        )
    await office.desk.agent_retracts(await office.heard(agent=BOB), heard.message_id, fence=office.fence)
    await office.desk.agent_retracts(await office.heard(agent=BOB), "cid-hello-1", fence=office.fence)
    spoken = [(each.author, each.text) for each in await office.log() if each.side is not Side.NOTICE]
    assert spoken == [("", question.text), (ANN, "Ann's words")]


async def test_a_correction_of_something_unknown_is_not_speech() -> None:
    """
    It may correct a note for colleagues that came while we were away: the visitor must not read it.
    """
    office = await open_office()
    await office.write("Hello")
    with pytest.raises(Unknown):
        await office.desk.agent_corrects(await office.heard(), "id-of-a-note", "careful with her", fence=office.fence)
    assert [each.text for each in await office.log() if each.side is Side.AGENT] == []


async def test_a_line_beyond_the_limit_is_refused_whole() -> None:
    """
    Neither a new line nor a correction leaves anything behind, and nobody has taken the conversation by it.
    """
    office = await open_office()
    await office.write("Hello")
    just, beyond = "x" * MAX_AGENT_TEXT, "x" * (MAX_AGENT_TEXT + 1)
    before = await office.log()
    with pytest.raises(TooLong, match=str(MAX_AGENT_TEXT)):
        await office.desk.agent_writes(await office.heard(), beyond, fence=office.fence)
    assert await office.log() == before
    heard = await office.heard()
    await office.desk.agent_writes(heard, just, fence=office.fence)
    assert heard.message_id is not None
    with pytest.raises(TooLong):
        await office.desk.agent_corrects(await office.heard(), heard.message_id, beyond, fence=office.fence)
    spoken = [(each.text, each.edited_at) for each in await office.log() if each.side is Side.AGENT]
    assert spoken == [(just, None)]


async def test_a_retracted_message_loses_its_words() -> None:
    """
    Its place is kept, its text is nowhere.
    """
    office = await open_office()
    await office.write("Hello")
    heard = await office.heard()
    await office.desk.agent_writes(heard, "wrong window", fence=office.fence)
    assert heard.stanza_id is not None
    gone = await office.desk.agent_retracts(await office.heard(), heard.stanza_id, fence=office.fence)
    assert gone is not None
    assert gone.text == ""
    assert gone.retracted_at is not None


async def test_moderators_remove_what_a_visitor_said() -> None:
    """
    Whoever wrote it, and by whichever id they name it; the visitor's page is told like everybody.
    """
    office = await open_office()
    await office.write("Something rude", cid="cid-rude-01")
    by_room = replace(await office.heard(), agent=None, nick="")
    gone = await office.desk.moderated(by_room, "cid-rude-01", fence=office.fence)
    assert gone is not None
    assert (gone.side, gone.text) == (Side.VISITOR, "")
    assert gone.retracted_at is not None
    assert await office.desk.moderated(by_room, "cid-rude-01", fence=office.fence) is None


async def test_reactions_replace_the_agents_own() -> None:
    """
    Each agent has one set of reactions to a message; an empty set takes it away.
    """
    office = await open_office()
    await office.write("Hello", cid="cid-hello-1")
    for agent, emojis in ((ANN, ("👍", "🎉")), (BOB, ("👍",)), (ANN, ("❤",)), (BOB, ())):
        await office.desk.agent_reacts(await office.heard(agent=agent), "cid-hello-1", emojis, fence=office.fence)
    assert (await office.log())[0].reactions == ((ANN, "❤"),)


async def test_an_outdated_fence_writes_nothing() -> None:
    """
    A node that lost its shard cannot add a word.
    """
    office = await open_office()
    await office.write("Hello")
    stale = Fence(shard=SHARD, epoch=office.fence.epoch - 1)
    with pytest.raises(LostShard):
        await office.desk.agent_writes(await office.heard(), "late", fence=stale)
    assert [each.text for each in await office.log() if each.side is Side.AGENT] == []


async def test_an_empty_message_makes_no_room() -> None:
    """
    A refusal leaves nothing behind.
    """
    office = await open_office()
    with pytest.raises(Refused):
        await office.write("   ")
    assert await office.store.read(lambda work: work.room_of(VERA)) is None

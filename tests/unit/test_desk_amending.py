"""What visitors do to what stands there: once, in the conversation that goes on, and in the room as well."""

from dataclasses import replace

import pytest

from bridge.desk import Draft
from bridge.errors import Blocked, Refused, TooLate, TooLong
from bridge.events import MessageChanged
from bridge.model import MINUTES, VISITOR, Message, Moment
from bridge.outgoing import InRoom, ReactTo, Reword, TakeBack
from bridge.text import MAX_TEXT
from tests.unit.desks import OMID, SHARD, VERA, Office, open_office


async def open_talk() -> tuple[Office, Message, Message]:
    """Vera has asked, which is in the room, and Ann has answered."""
    office = await open_office()
    asked = await office.write("Where is my parcle?", cid="cid-asked")
    await arrive(office, "cid-asked", "stanza-asked")
    answered = await office.desk.agent_writes(await office.heard(stanza="stanza-ann"), "On its way", fence=office.fence)
    assert answered is not None
    office.listener.drain()
    return office, asked, answered


async def arrive(office: Office, cid: str, stanza_id: str) -> None:
    """The room's echo."""
    await office.desk.arrived((await office.room()).jid, cid, stanza_id, fence=office.fence)


async def queued(office: Office, kind: type[InRoom]) -> list[InRoom]:
    """What of this kind is to be done in the room."""
    rows = await office.outbox((await office.room()).jid)
    return [each.content for each in rows if isinstance(each.content, kind)]


async def test_words_are_corrected() -> None:
    """
    The message has the new words and the time, all pages are told, and the room gets a correction of the first id.
    """
    office, asked, _ = await open_talk()
    office.clock.pass_minutes(1)
    corrected = await office.desk.visitor_corrects(VERA, asked.seq, " Where is my parcel? ")
    assert (corrected.text, corrected.edited_at) == ("Where is my parcel?", office.clock.now)
    assert [each.message for each in office.listener.drain() if isinstance(each, MessageChanged)] == [corrected]
    again = await office.desk.visitor_corrects(VERA, asked.seq, "Where is it?")
    rewords = [each for each in await queued(office, Reword) if isinstance(each, Reword)]
    assert [(each.replaces, each.words.text) for each in rewords] == [
        ("cid-asked", "Where is my parcel?"),
        ("cid-asked", "Where is it?"),
    ]
    assert again.version > corrected.version


async def test_a_wish_that_is_repeated_is_done_once() -> None:
    """
    A page that saw no answer says it again: no second version, no second row.
    """
    office, asked, answered = await open_talk()
    for _ in range(2):
        corrected = await office.desk.visitor_corrects(VERA, asked.seq, "Where is my parcel?")
        reacted = await office.desk.visitor_reacts(VERA, answered.seq, ("👍",))
    assert len(await queued(office, Reword)) == len(await queued(office, ReactTo)) == 1
    for _ in range(2):
        retracted = await office.desk.visitor_retracts(VERA, asked.seq)
    assert len(await queued(office, TakeBack)) == 1
    assert corrected.version < reacted.version < retracted.version


async def test_an_answer_keeps_what_it_answers() -> None:
    """
    The correction of an answer is one to the same message.
    """
    office, _, answered = await open_talk()
    reply = await office.desk.post(
        Draft(visitor=VERA, channel="default", cid="cid-thanks", text="Thank yuo", reply=answered.seq)
    )
    corrected = await office.desk.visitor_corrects(VERA, reply.seq, "Thank you")
    (reword,) = await queued(office, Reword)
    assert isinstance(reword, Reword)
    assert (reword.words.reply_ref, reword.words.reply_text) == ("stanza-ann", "On its way")
    assert corrected.reply == answered.seq


async def test_words_are_taken_back() -> None:
    """
    They are forgotten here, and taken back in the room by the id that it gave them.
    """
    office, asked, _ = await open_talk()
    gone = await office.desk.visitor_retracts(VERA, asked.seq)
    assert (gone.text, gone.retracted_at) == ("", office.clock.now)
    assert await queued(office, TakeBack) == [TakeBack("stanza-asked", "cid-asked")]
    with pytest.raises(TooLate):
        await office.desk.visitor_corrects(VERA, asked.seq, "Where?")


async def test_what_is_on_its_way_is_taken_back_when_it_arrives() -> None:
    """
    The room cannot take back what it does not know: it is told right after it knows it, and once.
    """
    office = await open_office()
    asked = await office.write("wrong window", cid="cid-asked")
    await office.desk.visitor_retracts(VERA, asked.seq)
    assert await queued(office, TakeBack) == []
    for _ in range(2):
        await arrive(office, "cid-asked", "stanza-asked")
    assert await queued(office, TakeBack) == [TakeBack("stanza-asked", "cid-asked")]


async def test_reactions_replace_those_before() -> None:
    """
    The visitor's own only; one spelling each; an agent's stay. None takes them away.
    """
    office, _, answered = await open_talk()
    await office.desk.agent_reacts(await office.heard(), "stanza-ann", ("🎉",), fence=office.fence)
    await office.desk.visitor_reacts(VERA, answered.seq, ("👍\ufe0f", "❤", "👍"))
    reacted = await office.desk.visitor_reacts(VERA, answered.seq, ("❤️",))
    assert [emoji for author, emoji in reacted.reactions if author == VISITOR] == ["❤️"]
    assert len(reacted.reactions) == 2
    reacted = await office.desk.visitor_reacts(VERA, answered.seq, ())
    assert [emoji for _, emoji in reacted.reactions] == ["🎉"]
    assert await queued(office, ReactTo) == [
        ReactTo("stanza-ann", ("👍", "❤️")),
        ReactTo("stanza-ann", ("❤️",)),
        ReactTo("stanza-ann", ()),
    ]


@pytest.mark.parametrize("emoji", ["", "ok", "👍 buy now", "\u202e👍", "1", "👍" * 40])
async def test_what_is_no_emoji_is_no_reaction(emoji: str) -> None:
    """
    Nobody speaks to agents by a reaction.
    """
    office, _, answered = await open_talk()
    with pytest.raises(Refused):
        await office.desk.visitor_reacts(VERA, answered.seq, (emoji,))
    assert await queued(office, ReactTo) == []


async def test_only_ones_own_is_changed() -> None:
    """
    Nobody rewords an agent, a notice or another visitor, reacts to themselves, or changes what is not there.
    """
    office, asked, answered = await open_talk()
    await office.write("Hello", visitor=OMID, name="Omid")
    with pytest.raises(TooLate):
        await office.desk.visitor_corrects(VERA, answered.seq, "Never")
    with pytest.raises(TooLate):
        await office.desk.visitor_retracts(VERA, answered.seq)
    with pytest.raises(TooLate):
        await office.desk.visitor_reacts(VERA, asked.seq, ("👍",))
    for seq in (2, 99):  # a notice, nothing
        with pytest.raises(TooLate):
            await office.desk.visitor_retracts(VERA, seq)
    with pytest.raises(TooLate):
        await office.desk.visitor_retracts(OMID, answered.seq)
    assert (await office.log(OMID))[0].text == "Hello"


async def test_words_that_cannot_be_kept_are_refused() -> None:
    """
    As a new message would be.
    """
    office, asked, _ = await open_talk()
    with pytest.raises(TooLong):
        await office.desk.visitor_corrects(VERA, asked.seq, "x" * (MAX_TEXT + 1))
    with pytest.raises(Refused):
        await office.desk.visitor_corrects(VERA, asked.seq, " ")
    assert (await office.log())[0].text == "Where is my parcle?"


async def test_what_is_over_stays_as_it_was() -> None:
    """
    No agent is in the room any more who could see it; also when the next conversation goes on.
    """
    office, asked, answered = await open_talk()
    await office.desk.close_conversation((await office.room()).jid, fence=office.fence)
    for _ in range(2):
        with pytest.raises(TooLate):
            await office.desk.visitor_corrects(VERA, asked.seq, "Where?")
        with pytest.raises(TooLate):
            await office.desk.visitor_reacts(VERA, answered.seq, ("👍",))
        await office.write("One more thing")


async def test_whom_nobody_hears_changes_nothing() -> None:
    """
    A visitor who was blocked says nothing by a correction either.
    """
    office, asked, _ = await open_talk()
    blocked = replace(await office.room(), blocked_until=Moment(office.clock.now + MINUTES))
    await office.store.change(lambda work: work.put_room(blocked))
    with pytest.raises(Blocked):
        await office.desk.visitor_corrects(VERA, asked.seq, "Where?")


async def test_new_words_are_known_by_their_own_ids_as_well() -> None:
    """
    An agent whose client points at the correction answers the message that it corrected.
    """
    office, asked, _ = await open_talk()
    await office.desk.visitor_corrects(VERA, asked.seq, "Where is my parcel?")
    room = await office.room()
    (row,) = [each for each in await office.outbox(room.jid) if isinstance(each.content, Reword)]
    await arrive(office, row.cid, "stanza-reworded")
    for ref in (row.cid, "stanza-reworded"):
        answer = await office.desk.agent_writes(await office.heard(), "There", reply_ref=ref, fence=office.fence)
        assert answer is not None
        assert answer.reply == asked.seq
    message = (await office.log())[0]
    assert (message.stanza_id, message.text) == ("stanza-asked", "Where is my parcel?")


async def test_a_refused_correction_leaves_the_message_in_the_room() -> None:
    """
    The server would not have the new words; the first ones are there.
    """
    office, asked, _ = await open_talk()
    await office.desk.visitor_corrects(VERA, asked.seq, "Where is my parcel?")
    room = await office.room()
    (row,) = [each for each in await office.outbox(room.jid) if isinstance(each.content, Reword)]
    assert await office.desk.refused(room.jid, row.cid, fence=office.fence)
    assert (await office.log())[0].delivery == "in_room"
    assert await queued(office, Reword) == []


async def test_a_room_at_a_new_address_is_told_nothing_of_the_old() -> None:
    """
    What nobody there has seen is neither taken back nor reacted to; words are said all the same.
    """
    office, asked, answered = await open_talk()
    await office.desk.visitor_corrects(VERA, asked.seq, "Where is my parcel?")
    await office.desk.visitor_reacts(VERA, answered.seq, ("👍",))
    await office.desk.visitor_retracts(VERA, asked.seq)
    room = await office.desk.move_room((await office.room()).jid, fence=office.fence)
    kinds = {type(each.content) for each in await office.desk.outbox(SHARD, lane=room.jid)}
    assert Reword in kinds
    assert not kinds & {TakeBack, ReactTo}

"""An agent has a conversation sent by e-mail, and is told what became of it."""

from dataclasses import replace

import pytest

from bridge.desk import Detail, Reach, Wish, letters
from bridge.directory import Agent, Permission
from bridge.errors import NotAllowed, Refused, Unknown
from bridge.letters import Letter
from bridge.model import DAYS, JID, MINUTES, SECONDS, Moment
from bridge.outgoing import Inform, Word
from tests.unit.desks import ANN, BOB, SHARD, Office, open_office

LEAD = Agent(BOB, "Bob", permissions=frozenset(Permission))
VERAS = "vera@example.org"


async def open_shop(*, language: str = "en") -> Office:
    """Ann has Vera's conversation, and there is a mail server; Bob is a supervisor."""
    office = await open_office(agents={ANN: Agent(ANN, "Ann"), BOB: LEAD})
    office.desk.directory = replace(office.desk.directory, sends_mail=True)
    await office.on_duty(ANN)
    await office.write("Where is my parcel?", language=language)
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.desk.agent_writes(await office.heard(), "I look", fence=office.fence)
    return office


async def own(office: Office, once: str | None = None) -> Wish:
    """Ann, in the room."""
    return Wish(ANN, "support", room=(await office.room()).jid, once=once)


async def due(office: Office) -> list[Letter]:
    return list(await office.desk.letters_due(SHARD))


async def order(office: Office, address: str = VERAS) -> Letter:
    """Ann has it sent there."""
    await office.desk.mail_transcript(await own(office), address, fence=office.fence)
    return (await due(office))[-1]


async def told(office: Office, agent: JID = ANN) -> list[tuple[Word, str, str]]:
    """What an agent reads about letters: the word, the address, the reason."""
    rows = [each.content for each in await office.outbox(agent)]
    return [(each.word, each.name, each.note) for each in rows if isinstance(each, Inform)]


async def words(office: Office, letter: Letter) -> list[str]:
    """What the letter would say now."""
    found = await office.desk.read_letter(letter)
    return [each.text for each in found.messages] if found else []


async def test_a_letter_says_what_the_visitor_could_read() -> None:
    """
    In the last form, without what was taken back and without notices; and nothing that was said after it was ordered.
    """
    office = await open_shop(language="fa")
    slip, typo = await office.heard(), await office.heard()
    await office.desk.agent_writes(slip, "Oops", fence=office.fence)
    await office.desk.agent_writes(typo, "It is hree", fence=office.fence)
    letter = await order(office)
    assert (letter.topic.language, letter.recipient, letter.asker) == ("fa", VERAS, ANN)
    await office.desk.agent_corrects(await office.heard(), typo.message_id or "", "It is here", fence=office.fence)
    await office.desk.agent_retracts(await office.heard(), slip.message_id or "", fence=office.fence)
    await office.write("Thank you")
    assert await words(office, letter) == ["Where is my parcel?", "I look", "It is here"]


async def test_it_goes_to_the_visitors_own_address_unless_another_is_named() -> None:
    """
    Where none is known the agent reads what to do; what is no address is refused.
    """
    office = await open_shop()
    wish = await own(office)
    with pytest.raises(NotAllowed, match=r"No e-mail address of Vera is known\. Note it"):
        await office.desk.mail_transcript(wish, fence=office.fence)
    with pytest.raises(Refused, match="does not look right"):
        await office.desk.mail_transcript(wish, "vera", fence=office.fence)
    await office.desk.note_detail(wish, Detail.EMAIL, VERAS, fence=office.fence)
    promise = await office.desk.mail_transcript(wish, fence=office.fence)
    assert (promise.conversation.id, promise.recipient) == (1, VERAS)
    assert (await office.desk.mail_transcript(wish, "boss@example.org", fence=office.fence)).recipient[:4] == "boss"
    assert [each.recipient for each in await due(office)] == [VERAS, "boss@example.org"]


async def test_also_after_the_end() -> None:
    """
    By its number, for whoever had it or supervises; by form it is on the list for a day.
    """
    office = await open_shop()
    await office.desk.close(await own(office), fence=office.fence)
    numbered = Wish(ANN, "support", number=1)
    assert (await office.desk.mail_transcript(numbered, VERAS, fence=office.fence)).conversation.id == 1
    await office.desk.mail_transcript(replace(numbered, agent=BOB), VERAS, fence=office.fence)
    for wish in (Wish(ANN, "support"), Wish(BOB, "support")):
        listed = await office.desk.list_for(wish, Reach.OWN, with_closed=True)
        assert [each.conversation.id for each in listed] == [1]
        assert not await office.desk.list_for(wish, Reach.OWN)
    office.clock.pass_minutes(24 * 60 + 1)
    assert not await office.desk.list_for(Wish(ANN, "support"), Reach.OWN, with_closed=True)


async def test_only_who_may_read_it_may_send_it() -> None:
    """
    Not another agent's, not without the permission; and not where there is no mail server, which is said.
    """
    office = await open_shop()
    people = {ANN: Agent(ANN, "Ann"), BOB: Agent(BOB, "Bob")}
    support = replace(office.desk.directory.departments["support"], agents=people)
    office.desk.directory = replace(office.desk.directory, departments={"support": support})
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.mail_transcript(Wish(BOB, "support", number=1), VERAS, fence=office.fence)
    with pytest.raises(NotAllowed, match="Only agents"):
        await office.desk.mail_transcript(Wish(JID("eve@x"), "support", number=1), VERAS, fence=office.fence)
    with pytest.raises(Unknown, match="no conversation #9"):
        await office.desk.mail_transcript(Wish(ANN, "support", number=9), VERAS, fence=office.fence)
    office.desk.directory = replace(office.desk.directory, sends_mail=False)
    with pytest.raises(NotAllowed, match=r"No mail server is set up here; an administrator does that in parlour\.yaml"):
        await office.desk.mail_transcript(await own(office), VERAS, fence=office.fence)
    assert await due(office) == []


async def test_a_line_that_is_heard_twice_sends_one_letter() -> None:
    """
    As after a kill between the letter's row and the note of how far the room was heard.
    """
    office = await open_shop()
    for heard in ("line-1", "line-1", "line-2"):
        promise = await office.desk.mail_transcript(await own(office, once=heard), VERAS, fence=office.fence)
        assert promise.recipient == VERAS
    assert len(await due(office)) == 2


async def test_whoever_asked_is_told_that_it_is_sent() -> None:
    """
    Once, also when that is noted twice; nothing is due any more.
    """
    office = await open_shop()
    letter = await order(office)
    for _ in range(2):
        await office.desk.letter_sent(letter.id, fence=office.fence)
    assert await told(office) == [(Word.MAILED, VERAS, "")]
    assert await due(office) == []


async def test_whoever_asked_is_told_why_it_was_refused() -> None:
    """
    In the server's own words, on one line.
    """
    office = await open_shop()
    letter = await order(office)
    await office.desk.letter_refused(letter.id, "550 5.1.1 No such\nuser\x00 here" + "x" * 999, fence=office.fence)
    [(word, address, note)] = await told(office)
    assert (word, address) == (Word.NOT_MAILED, VERAS)
    assert note.startswith("550 5.1.1 No such user\ufffd herexxx")
    assert len(note) == letters.MAX_REASON
    assert await office.desk.letters_waiting(SHARD) == 0


async def test_it_is_tried_again_with_growing_pauses_for_two_days() -> None:
    """
    After ten minutes the agent reads that it waits, after two days that it is given up.
    """
    office = await open_shop()
    began, pauses, last = office.clock.now, list[int](), (await order(office))
    while not await office.desk.letter_put_off(last.id, "451 later", fence=office.fence):
        assert await due(office) == []
        [last] = await office.store.read(lambda work: list(work.due_letters(SHARD, Moment(office.clock.now + DAYS), 9)))
        pauses.append((last.due_at - office.clock.now) // SECONDS)
        office.clock.now = last.due_at
    assert pauses[:11] == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert 2 * DAYS <= office.clock.now - began < 2 * DAYS + 60 * MINUTES
    assert await told(office) == [
        (Word.MAIL_WAITS, VERAS, "451 later"),
        (Word.NOT_MAILED_IN_TIME, VERAS, "451 later"),
    ]
    assert await office.desk.letters_waiting(SHARD) == 0
    assert not await office.desk.letter_put_off(last.id, "451 later", fence=office.fence)


async def test_the_queue_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    More than that wait for nothing; the agent is told.
    """
    monkeypatch.setattr(letters, "MAX_WAITING", 2)
    office = await open_shop()
    for _ in range(2):
        await order(office)
    with pytest.raises(NotAllowed, match="2 letters wait for the mail server already"):
        await order(office)


async def test_a_long_conversation_is_cut_at_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    And the letter knows it.
    """
    monkeypatch.setattr(letters, "MAX_MESSAGES", 2)
    office = await open_shop()
    found = await office.desk.read_letter(await order(office))
    assert found is not None
    assert found.is_whole
    await office.write("Thank you")
    found = await office.desk.read_letter(await order(office))
    assert found is not None
    assert ([each.text for each in found.messages], found.is_whole) == (["I look", "Thank you"], False)

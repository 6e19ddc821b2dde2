"""Asking again while a visitor waits."""

from bridge.desk import Wish
from bridge.model import JID, Notice, OfferState
from bridge.outgoing import Announce, ShowState
from tests.unit.desks import ANN, BOB, LOBBY, Office, open_office


async def said_to(office: Office, lane: JID) -> list[Announce]:
    """Every offer that this address was sent, the newest last; the server has them all now."""
    rows = [each for each in await office.outbox(lane) if isinstance(each.content, Announce)]
    for row in rows:
        await office.desk.arrived(lane, row.cid, f"archive-{row.cid}", fence=office.fence)
    return [row.content for row in rows if isinstance(row.content, Announce)]


async def tick_after(office: Office, seconds: float) -> None:
    """Let time go by, then look for what is due."""
    office.clock.pass_minutes(seconds / 60)
    await office.desk.tick(fence=office.fence)


async def test_agents_are_asked_again_and_again() -> None:
    """
    After 20, 40, 80 … seconds, never later than five minutes after the last time, each time in a line of its own.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    assert [each.reminders for each in await said_to(office, ANN)] == [0]
    pauses, since = [], 0
    for _ in range(2000):
        await tick_after(office, 1)
        since += 1
        asked = await said_to(office, ANN)
        if asked:
            assert [each.replaces for each in asked] == [None]
            pauses.append(since)
            since = 0
    assert pauses == [20, 40, 80, 160, 300, 300, 300, 300, 300]


async def test_the_lobby_calls_by_name_and_the_room_turns_red() -> None:
    """
    Only who is on duty is called; the room shows it once.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    await said_to(office, LOBBY)
    await tick_after(office, 20)
    assert [each.called for each in await said_to(office, LOBBY)] == [("ann",)]
    await tick_after(office, 40)
    states = [each.content for each in await office.outbox((await office.room()).jid)]
    assert [each.is_overdue for each in states if isinstance(each, ShowState)] == [False, True]


async def test_the_whole_department_is_asked_once_and_the_visitor_told_once() -> None:
    """
    Bob, who is off duty, hears of it the second time; the visitor learns the third time that nobody answers.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    heard = []
    for seconds in (20, 40, 80, 160, 300):
        await said_to(office, ANN)
        await tick_after(office, seconds)
        heard.append(len(await said_to(office, BOB)))
    assert heard == [0, 1, 0, 0, 0]
    notices = [message.notice for message in await office.log() if message.notice]
    assert notices == [Notice.WAITING, Notice.UNANSWERED]


async def test_nobody_is_woken_at_night() -> None:
    """
    While nobody is on duty nobody is asked; who comes on duty is asked, and then again.
    """
    office = await open_office()
    await office.write("Hello")
    for _ in range(20):
        await tick_after(office, 60)
    assert [await said_to(office, agent) for agent in (ANN, BOB)] == [[], []]
    await office.on_duty(ANN)
    assert len(await said_to(office, ANN)) == 1
    await tick_after(office, 20)
    assert [each.reminders for each in await said_to(office, ANN)] == [1]


async def test_an_answer_ends_it_and_corrects_the_last_line() -> None:
    """
    The line before it counts no more; a thumb on it still takes.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.on_duty(BOB)
    await office.write("Hello")
    first = next(each.cid for each in await office.outbox(ANN) if isinstance(each.content, Announce))
    await said_to(office, ANN)
    await tick_after(office, 20)
    offers = await office.store.read(lambda work: list(work.offers(work.waiting("support")[0].id)))
    newest = {each.lane: each for each in offers}
    assert [each.state for each in offers if each.lane == ANN] == [OfferState.EXPIRED, OfferState.PENDING]
    await office.desk.take(Wish(ANN, "support", lane=ANN, ref=first), fence=office.fence)
    corrected = [each for each in await said_to(office, ANN) if each.replaces]
    assert [(each.replaces, each.mine, each.reminders) for each in corrected] == [(newest[ANN].cid, True, 0)]
    await tick_after(office, 600)
    assert not [each for each in await said_to(office, BOB) if each.reminders]


async def test_a_server_that_is_away_is_not_flooded_when_it_comes_back() -> None:
    """
    A line that is still to be sent is not said a second time.
    """
    office = await open_office()
    await office.on_duty(ANN)
    await office.write("Hello")
    for _ in range(30):
        await tick_after(office, 60)
    assert len([each for each in await office.outbox(ANN) if isinstance(each.content, Announce)]) == 1
    assert len([each for each in await office.outbox(LOBBY) if isinstance(each.content, Announce)]) == 1

"""A conversation goes from one agent to another."""

from dataclasses import replace

import pytest

from bridge.desk import Target, Wish
from bridge.directory import Agent
from bridge.errors import NotAllowed, Unknown
from bridge.model import JID, Notice, Side, State
from bridge.outgoing import Admit, Announce, Inform, Word
from tests.unit.desks import ANN, BOB, LOBBY
from tests.unit.houses import (
    CLEO,
    DORA,
    SALES_LOBBY,
    anns,
    asked,
    conversation,
    open_house,
    send_all,
    time_passes,
    told,
)


async def test_an_agent_is_asked_and_takes_it_over() -> None:
    """
    Until then it stays where it is; then the visitor reads the new name, and whoever gave it away is told.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), "wants  a\nrefund", fence=office.fence)
    assert [(each.asked_by, each.note, each.state) for each in await asked(office, BOB)] == [
        ("Ann", "wants a refund", State.ACTIVE)
    ]
    assert await asked(office, LOBBY) == []
    assert (await conversation(office)).agent == ANN
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    assert ((await conversation(office)).agent, (await conversation(office)).agent_name) == (BOB, "Bob")
    assert [each.name for each in await office.log() if each.notice is Notice.JOINED] == ["Ann", "Bob"]
    assert await told(office, ANN) == [Word.HANDED_OVER]
    assert [each.mine for each in await asked(office, BOB)] == [False, True]
    assert any(isinstance(each.content, Admit) for each in await office.outbox(BOB))


async def test_writing_to_the_visitor_takes_it_over() -> None:
    """
    For whoever was asked; another colleague who writes claims nothing, and nothing that is said meanwhile is lost.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    await office.desk.agent_writes(await office.heard(agent=DORA), "me too", reply_ref=None, fence=office.fence)
    assert (await conversation(office)).agent == ANN
    await office.write("Are you there?")
    await office.desk.agent_writes(await office.heard(agent=BOB), "I am", reply_ref=None, fence=office.fence)
    assert (await conversation(office)).agent == BOB
    said = [each.text for each in await office.log() if each.side is not Side.NOTICE]
    assert said == ["Where is my parcel?", "I look", "me too", "Are you there?", "I am"]


async def test_who_declines_leaves_it_where_it_is() -> None:
    """
    Whoever asked is told by whom; a later "take" is refused.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    await office.desk.decline(Wish(BOB, "support"), fence=office.fence)
    assert await told(office, ANN) == [Word.NOT_HANDED_OVER]
    assert (await conversation(office)).agent == ANN
    with pytest.raises(NotAllowed, match="Ann has it already"):
        await office.desk.take(Wish(BOB, "support", number=1), fence=office.fence)
    with pytest.raises(NotAllowed, match="not offered"):
        await office.desk.decline(Wish(BOB, "support", number=1), fence=office.fence)


async def test_nobody_is_asked_for_ever() -> None:
    """
    Once more after twenty seconds; after another forty it stays where it is.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    await send_all(office)
    await time_passes(office, 20)
    assert len(await asked(office, BOB)) == 1
    await send_all(office)
    await time_passes(office, 39)
    assert await told(office, ANN) == []
    await time_passes(office, 1)
    assert await told(office, ANN) == [Word.NOT_HANDED_OVER]
    assert [each.agent_name for each in await asked(office, BOB)] == ["Ann"]


async def test_a_department_is_asked_by_its_own_routing() -> None:
    """
    In its lobby, by its own address; whoever takes it brings it there, and its silences count from then on.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(department="sales"), "buys", fence=office.fence)
    rows = [each for each in await office.outbox() if isinstance(each.content, Announce)]
    assert {(each.lane, each.department) for each in rows} == {(lane, "sales") for lane in (SALES_LOBBY, CLEO, DORA)}
    await office.desk.take(Wish(DORA, "sales", lane=DORA, ref=rows[-1].cid), fence=office.fence)
    assert ((await conversation(office)).department, (await conversation(office)).agent) == ("sales", DORA)
    assert [each.agent_name for each in await asked(office, SALES_LOBBY)] == ["Ann", "Dora"]
    assert await told(office, ANN) == [Word.HANDED_OVER]


async def test_a_department_of_whom_all_decline_is_not_asked_on() -> None:
    """
    As long as one is left it goes on; then whoever asked is told at once.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(department="sales"), fence=office.fence)
    await office.desk.decline(Wish(CLEO, "sales"), fence=office.fence)
    assert await told(office, ANN) == []
    await office.desk.decline(Wish(DORA, "sales"), fence=office.fence)
    assert await told(office, ANN) == [Word.NOT_HANDED_OVER]


@pytest.mark.parametrize("routing", ["everyone", "round-robin"])
async def test_a_conversation_that_loses_its_agent_meanwhile_waits_where_it_was_to_go(routing: str) -> None:
    """
    Whoever was asked may still take it.
    """
    office = await open_house(routing=routing)
    room = await anns(office)
    await office.write("Hello?")
    office.clock.pass_minutes(4.9)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(department="sales"), fence=office.fence)
    await time_passes(office, 6)
    now = await conversation(office)
    assert (now.state, now.department, now.agent) == (State.WAITING, "sales", None)
    await office.desk.take(Wish(DORA, "sales"), fence=office.fence)
    assert (await conversation(office)).agent == DORA


async def test_handing_over_goes_on_and_on() -> None:
    """
    Any number of times, back to the first as well; a second wish takes the place of the first.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(DORA), fence=office.fence)
    for giver, taker in ((ANN, BOB), (BOB, DORA), (DORA, ANN)):
        await office.desk.transfer(Wish(giver, "support"), Target(taker), fence=office.fence)
        await office.desk.take(Wish(taker, "support", number=1), fence=office.fence)
    assert (await conversation(office)).agent == ANN
    names = [each.name for each in await office.log() if each.notice is Notice.JOINED]
    assert names == ["Ann", "Bob", "Dora", "Ann"]


async def test_a_room_that_moves_is_told_by_the_department_that_asks() -> None:
    """
    Whoever was asked to take it over is told the way into it, as before by their own department; its lobby is not.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(department="sales"), fence=office.fence)
    await send_all(office)
    await office.desk.room_made(room, owner=JID("support@livechat.example.test"), is_new=True, fence=office.fence)
    await office.desk.move_room(room, fence=office.fence)
    told_again = [each for each in await office.outbox() if isinstance(each.content, Announce)]
    assert {(each.lane, each.department) for each in told_again} == {(CLEO, "sales"), (DORA, "sales")}


async def test_the_end_ends_the_asking() -> None:
    """
    The offer is corrected, and nothing falls due afterwards.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    await send_all(office)
    await office.desk.close(Wish(ANN, "support"), fence=office.fence)
    assert [each.state for each in await asked(office, BOB)] == [State.CLOSED]
    await time_passes(office, 3600)
    assert await told(office, ANN) == []


async def test_what_cannot_be_handed_over_is_explained() -> None:
    """
    To somebody who is not there, to oneself, by somebody who has not got it, or is not permitted to.
    """
    office = await open_house()
    room = await anns(office)
    own = Wish(ANN, "support", room=room)
    await office.desk.lobby_left("support", BOB, fence=office.fence)
    with pytest.raises(NotAllowed, match="Bob is not on duty"):
        await office.desk.transfer(own, Target(BOB), fence=office.fence)
    with pytest.raises(NotAllowed, match="Nobody else is on duty in Support"):
        await office.desk.transfer(own, Target(department="support"), fence=office.fence)
    with pytest.raises(NotAllowed, match="theirs already"):
        await office.desk.transfer(own, Target(ANN), fence=office.fence)
    with pytest.raises(Unknown, match="no agent eve"):
        await office.desk.transfer(own, Target(JID("eve@example.test")), fence=office.fence)
    with pytest.raises(Unknown, match="no department night"):
        await office.desk.transfer(own, Target(department="night"), fence=office.fence)
    with pytest.raises(NotAllowed, match="Ann has it"):
        await office.desk.transfer(Wish(DORA, "sales", room=room), Target(CLEO), fence=office.fence)
    with pytest.raises(Unknown, match="You have no conversation"):
        await office.desk.transfer(Wish(DORA, "sales"), Target(CLEO), fence=office.fence)
    silent = replace(
        office.desk.directory.departments["support"], agents={ANN: Agent(ANN, "Ann", permissions=frozenset())}
    )
    departments = {**office.desk.directory.departments, "support": silent}
    office.desk.directory = replace(office.desk.directory, departments=departments)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.transfer(own, Target(DORA), fence=office.fence)


async def test_who_leaves_passes_it_on_or_lets_it_wait() -> None:
    """
    A colleague who is in the room has it then; without one others are asked, and the leaver after all of them.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.leave(Wish(ANN, "support", room=room), [ANN, JID("eve@example.test"), BOB], fence=office.fence)
    assert (await conversation(office)).agent == BOB
    assert await told(office, BOB) == [Word.LEFT_TO_YOU]
    with pytest.raises(NotAllowed, match="not yours"):
        await office.desk.leave(Wish(ANN, "support", room=room), [], fence=office.fence)
    await send_all(office)
    await office.desk.leave(Wish(BOB, "support", room=room), [BOB], fence=office.fence)
    now = await conversation(office)
    assert (now.state, now.agent) == (State.WAITING, None)
    assert await asked(office, BOB) == []
    assert len(await asked(office, ANN)) == 1


async def test_a_supervisor_who_only_watches_is_not_left_with_it() -> None:
    """
    It waits again, also for the colleagues outside; once they have spoken to the visitor they take part, and have it.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.leave(Wish(ANN, "support", room=room), [CLEO, ANN], fence=office.fence)
    assert ((await conversation(office)).state, (await conversation(office)).agent) == (State.WAITING, None)
    assert await told(office, CLEO) == []
    await office.desk.agent_writes(await office.heard(agent=BOB), "I am here", reply_ref=None, fence=office.fence)
    await office.desk.agent_writes(await office.heard(agent=CLEO), "So am I", reply_ref=None, fence=office.fence)
    await office.desk.leave(Wish(BOB, "support", room=room), [CLEO, BOB], fence=office.fence)
    assert (await conversation(office)).agent == CLEO


async def test_a_colleague_is_invited_and_told() -> None:
    """
    They may come in, and know that it is meant for them; it is not theirs.
    """
    office = await open_house()
    room = await anns(office)
    await office.desk.invite(Wish(ANN, "support", room=room), DORA, "knows prices", fence=office.fence)
    informed = [each.content for each in await office.outbox(DORA) if isinstance(each.content, Inform)]
    assert [(each.word, each.name, each.note) for each in informed] == [(Word.CALLED, "Ann", "knows prices")]
    assert any(isinstance(each.content, Admit) for each in await office.outbox(DORA))
    assert (await conversation(office)).agent == ANN
    with pytest.raises(Unknown):
        await office.desk.invite(Wish(ANN, "support", room=room), JID("eve@example.test"), fence=office.fence)


async def test_a_supervisor_takes_it_away_and_closes_it() -> None:
    """
    At once, whoever has it; others may neither.
    """
    office = await open_house()
    room = await anns(office)
    with pytest.raises(NotAllowed, match="Ann has it, and may close it"):
        await office.desk.close(Wish(BOB, "support", room=room), fence=office.fence)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.take_away(Wish(BOB, "support", room=room), fence=office.fence)
    with pytest.raises(NotAllowed, match="not permitted"):
        await office.desk.look_in(Wish(BOB, "support", room=room), fence=office.fence)
    await office.desk.look_in(Wish(CLEO, "sales", number=1), fence=office.fence)
    assert [each.content for each in await office.outbox(CLEO)] == [Admit(room, CLEO, "Vera")]
    assert (await conversation(office)).agent == ANN
    await office.desk.take_away(Wish(CLEO, "sales", room=room), fence=office.fence)
    assert (await conversation(office)).agent == CLEO
    assert await told(office, ANN) == [Word.TAKEN_AWAY]
    await office.desk.transfer(Wish(CLEO, "sales"), Target(ANN), fence=office.fence)
    await office.desk.take(Wish(ANN, "support", number=1), fence=office.fence)
    await office.desk.close(Wish(CLEO, "sales", number=1), fence=office.fence)
    assert (await conversation(office)).state is State.CLOSED

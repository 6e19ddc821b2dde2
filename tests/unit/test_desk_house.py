"""The house changes while people talk: agents leave, departments are renamed, the server loses a room."""

from dataclasses import replace

from bridge.desk.service import LINGER
from bridge.directory import Agent, Department
from bridge.model import JID, MINUTES, ConversationId, OfferState, State
from bridge.outgoing import Admit, Announce, Dismiss, SayInRoom, ShowState
from tests.unit.desks import ANN, BOB, LOBBY, OMID, SHARD, VERA, Office, open_office


async def test_whoever_works_here_no_more_loses_conversation_and_rights() -> None:
    """
    Their conversation waits for the others again, their offers count no more, and their memberships are to be taken.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    await office.write("And I?", visitor=OMID, name="Omid")
    _appoint(office, BOB)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert [row.content for row in await office.outbox(ANN) if isinstance(row.content, Dismiss)] == [Dismiss(ANN)]
    assert (await office.desk.standing(VERA, channel="default")).state is State.WAITING
    offers = [row.content for row in await office.outbox(BOB) if isinstance(row.content, Announce)]
    assert [offer.state for offer in offers if offer.conversation == 1] == [State.WAITING, State.ACTIVE, State.WAITING]
    assert [duty.agent for duty in await office.desk.duties("support")] == [BOB]
    offered = await office.store.read(lambda work: work.offers(ConversationId(2)))
    assert {offer.lane for offer in offered if offer.state is OfferState.PENDING} == {BOB, LOBBY}


async def test_looking_again_changes_nothing() -> None:
    """
    A second look at the same directory leaves everything as it is.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    _appoint(office, BOB)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    before = await office.outbox()
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert await office.outbox() == before


async def test_a_department_that_is_no_more_leaves_nobody_waiting() -> None:
    """
    Who waits for it waits for the first that is left, whose agents are told; who is answered by one of them stays.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    await office.write("And I?", visitor=OMID, name="Omid")
    _rename(office, "help")
    await office.desk.lobby_seen("help", BOB, "bob", "", fence=office.fence)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert (await office.desk.standing(VERA, channel="default")).agent_name == "Ann"
    standing = await office.desk.standing(OMID, channel="default")
    assert (standing.state, standing.is_open) == (State.WAITING, True)
    assert [row.lane for row in await office.outbox() if isinstance(row.content, Dismiss)] == []
    told = [row for row in await office.outbox() if row.department == "help" and isinstance(row.content, Announce)]
    assert {row.lane for row in told} == {BOB, JID("help-lobby@rooms.example.test")}
    waiting = await office.store.read(lambda work: work.waiting("help"))
    assert [conversation.id for conversation in waiting] == [2]


async def test_what_was_to_be_said_follows_a_room_to_its_new_address() -> None:
    """
    In its order, with its ids; who answers there, or was asked to, is shown the new way in.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    await office.write("One", cid="cid-one")
    await office.write("Two", cid="cid-two")
    before = await office.room()
    moved = await office.desk.move_room(before.jid, fence=office.fence)
    assert moved.jid != before.jid
    assert moved.jid.startswith("vera-")
    assert (moved.visitor_jid, moved.cursor, moved.is_made) == (before.visitor_jid, None, False)
    assert await office.outbox(before.jid) == []
    lines = [row for row in await office.outbox(moved.jid) if isinstance(row.content, SayInRoom)]
    assert [row.cid for row in lines] == ["cid-hello", "cid-one", "cid-two"]
    assert {row.content.room for row in await office.outbox() if isinstance(row.content, Admit)} == {moved.jid}


async def test_a_room_that_was_lost_lets_those_in_again_who_were_inside() -> None:
    """
    Made anew under its address, it is empty: its agent is admitted, its state shown, its archive read from the start.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    room = await office.room()
    await office.desk.room_made(room.jid, owner=room.owner, is_new=True, fence=office.fence)
    anew = [row.content for row in await office.outbox() if isinstance(row.content, Admit | ShowState)]
    assert anew[-2:] == [
        ShowState(State.ACTIVE, ConversationId(1), "Vera", "Ann"),
        Admit(room.jid, ANN, "Vera"),
    ]
    assert (await office.room()).cursor is None


async def test_a_lost_room_of_one_who_waits_is_offered_again_in_place() -> None:
    """
    What agents on duty were told is corrected, so that the way in leads to the room as it is now.
    """
    office = await _staffed()
    await office.write("Hello?")
    room = await office.room()
    await office.desk.room_made(room.jid, owner=room.owner, is_new=True, fence=office.fence)
    assert (await office.room()).is_made
    moved = await office.desk.move_room(room.jid, fence=office.fence)
    offers = [row.content for row in await office.outbox(BOB) if isinstance(row.content, Announce)]
    assert [offer.room for offer in offers] == [moved.jid, moved.jid]
    first, repeated = offers
    assert (first.replaces, repeated.replaces is not None) == (None, True)


async def test_a_room_is_looked_after_for_a_while_when_all_was_said() -> None:
    """
    For a week after its conversation ended: an agent may still have something to say.
    """
    office = await _staffed()
    await _talks_with(office, ANN)
    room = await office.room()
    assert await office.desk.is_going_on(room.jid)
    await office.desk.close_conversation(room.jid, fence=office.fence)
    assert not await office.desk.is_going_on(room.jid)
    office.clock.pass_minutes(LINGER / MINUTES)
    assert [each.jid for each in await office.desk.quiet_rooms(SHARD)] == [room.jid]
    office.clock.pass_minutes(1)
    assert await office.desk.quiet_rooms(SHARD) == []


async def _staffed() -> Office:
    office = await open_office()
    for agent in (ANN, BOB):
        await office.desk.set_welcomed("support", agent, fence=office.fence)
        await office.on_duty(agent)
    return office


async def _talks_with(office: Office, agent: JID) -> None:
    await office.write("Hello?", cid="cid-hello")
    room = await office.room()
    await office.desk.room_made(room.jid, owner=room.owner, is_new=True, fence=office.fence)
    await office.desk.agent_writes(await office.heard(agent=agent), "Hello.", fence=office.fence)


def _appoint(office: Office, *agents: JID) -> None:
    support = office.desk.directory.departments["support"]
    changed = replace(support, agents={each: Agent(each, each.partition("@")[0].title()) for each in agents})
    _set_departments(office, changed)


def _rename(office: Office, key: str) -> None:
    support = office.desk.directory.departments["support"]
    lobby, address = JID(f"{key}-lobby@rooms.example.test"), JID(f"{key}@{SHARD}")
    _set_departments(office, replace(support, key=key, lobby=lobby, address=address))


def _set_departments(office: Office, department: Department) -> None:
    channels = {
        key: replace(channel, department=department.key) for key, channel in office.desk.directory.channels.items()
    }
    office.desk.directory = replace(office.desk.directory, departments={department.key: department}, channels=channels)

"""Two departments and a supervisor, for tests about going from one to another."""

from dataclasses import replace

from bridge.desk import Wish
from bridge.directory import Agent, Department, Permission
from bridge.model import JID, Conversation
from bridge.outgoing import Announce, Inform, Word
from tests.unit.desks import ANN, BOB, SHARD, Office, open_office

CLEO, DORA = JID("cleo@example.test"), JID("dora@example.test")
SALES_LOBBY = JID("sales-lobby@rooms.example.test")
LEAD = Agent(CLEO, "Cleo", permissions=frozenset(Permission))


async def open_house(**of_support: object) -> Office:
    """Support with Ann and Bob, sales with Dora and the supervisor Cleo; all of them on duty."""
    office = await open_office(**of_support)
    people = {CLEO: LEAD, DORA: Agent(DORA, "Dora")}
    sales = Department(
        key="sales", names={"en": "Sales"}, address=JID(f"sales@{SHARD}"), lobby=SALES_LOBBY, agents=people
    )
    departments = {**office.desk.directory.departments, "sales": sales}
    office.desk.directory = replace(office.desk.directory, departments=departments)
    for agent in (ANN, BOB):
        await office.on_duty(agent)
    for agent in (CLEO, DORA):
        await office.desk.lobby_seen("sales", agent, agent.partition("@")[0], "", fence=office.fence)
    return office


async def anns(office: Office) -> JID:
    """Vera writes, Ann takes it and answers; what was said until then is sent. The room."""
    await office.write("Where is my parcel?")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await office.desk.agent_writes(await office.heard(), "I look", reply_ref=None, fence=office.fence)
    await send_all(office)
    return (await office.room()).jid


async def send_all(office: Office) -> None:
    """The server has everything."""
    for row in await office.outbox():
        await office.desk.arrived(row.lane, row.cid, f"archive-{row.cid}", fence=office.fence)


async def told(office: Office, agent: JID) -> list[Word]:
    """What one agent is told about conversations."""
    return [each.content.word for each in await office.outbox(agent) if isinstance(each.content, Inform)]


async def asked(office: Office, lane: JID) -> list[Announce]:
    """Offers to one agent or lobby that are still to be sent."""
    return [each.content for each in await office.outbox(lane) if isinstance(each.content, Announce)]


async def conversation(office: Office) -> Conversation:
    """The last one of Vera's."""
    room = await office.room()
    found = await office.store.read(lambda work: work.last_conversation(room.id))
    assert found is not None
    return found


async def time_passes(office: Office, seconds: float) -> None:
    """And what falls due is done."""
    office.clock.pass_minutes(seconds / 60)
    await office.desk.tick(fence=office.fence)

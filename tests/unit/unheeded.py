"""Ann and Vera talk, and Vera writes on: for tests of what becomes of words that an agent does not notice."""

from bridge.model import JID
from bridge.outgoing import Inform, Word
from tests.unit.desks import ANN, Office
from tests.unit.houses import anns, conversation, open_house, send_all, time_passes

A_LITTLE, LONG = 15, 20


async def talk(**of_support: object) -> Office:
    """Ann and Vera talk, and somebody has kept time for a while."""
    office = await open_house(**of_support)
    await anns(office)
    await time_passes(office, 0)
    await time_passes(office, LONG)
    return office


async def write(office: Office, words: str) -> None:
    """Vera writes, and her words are in the room."""
    await office.write(words)
    await send_all(office)


async def answer(office: Office, words: str = "On its way", *, agent: JID = ANN) -> None:
    await office.desk.agent_writes(await office.heard(agent=agent), words, reply_ref=None, fence=office.fence)


async def see(office: Office, words: str, *, agent: JID = ANN) -> None:
    """Their client says that these words are on its screen."""
    cid = next(each.cid for each in await office.log() if each.text == words)
    assert cid is not None
    await office.desk.agent_sees(await office.heard(agent=agent), cid, fence=office.fence)


async def alerts(office: Office, agent: JID = ANN) -> list[str]:
    """The words that were repeated to an agent and are still to be sent."""
    rows = [each.content for each in await office.outbox(agent)]
    return [each.note for each in rows if isinstance(each, Inform) and each.word is Word.WROTE]


async def is_timed(office: Office) -> bool:
    """Whether an alert is still to come."""
    found = await conversation(office)
    return await office.store.read(lambda work: work.timer("alert", str(found.id))) is not None

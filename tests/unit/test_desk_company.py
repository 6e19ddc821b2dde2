"""The visitor reads of colleagues who speak to them, and of those who have gone."""

from bridge.desk import Target, Wish
from bridge.model import JID, Message, Side
from tests.unit.desks import ANN, BOB, Office
from tests.unit.houses import CLEO, DORA, anns, open_house


async def _says(office: Office, agent: JID, words: str) -> None:
    await office.desk.agent_writes(await office.heard(agent=agent), words, reply_ref=None, fence=office.fence)


async def _leaves(office: Office, agent: JID) -> None:
    await office.desk.colleague_left((await office.room()).jid, agent, fence=office.fence)


async def _reads(office: Office) -> list[str]:
    """What the visitor's page shows since the conversation was taken."""
    log = [each for each in await office.log() if each.side is not Side.VISITOR]
    return [_line(each) for each in log[next(n for n, each in enumerate(log) if each.text == "I look") + 1 :]]


def _line(message: Message) -> str:
    return f"{message.name} {message.notice}" if message.notice else f"{message.name}: {message.text}"


async def test_a_colleague_is_told_of_with_their_first_words() -> None:
    """
    Once, also when they say more, and answer by a command; Ann, whose it is, is not told of again.
    """
    office = await open_house()
    room = await anns(office)
    await _says(office, BOB, "I know about ships")
    await _says(office, ANN, "He does")
    await _says(office, BOB, "Yes")
    await office.desk.say_for(Wish(DORA, "support", room=room), "A word from sales", fence=office.fence)
    assert await _reads(office) == [
        "Bob joined",
        "Bob: I know about ships",
        "Ann: He does",
        "Bob: Yes",
        "Dora joined",
        "Dora: A word from sales",
    ]


async def test_who_goes_is_told_of_if_they_were_and_joins_anew() -> None:
    """
    Not Ann, who keeps it wherever she is; not Cleo, who has only looked; not twice.
    """
    office = await open_house()
    await anns(office)
    await _says(office, BOB, "I know about ships")
    for agent in (BOB, BOB, CLEO, ANN):
        await _leaves(office, agent)
    await _says(office, BOB, "Back again")
    assert await _reads(office) == [
        "Bob joined",
        "Bob: I know about ships",
        "Bob left",
        "Bob joined",
        "Bob: Back again",
    ]


async def test_nobody_is_missed_when_it_is_over() -> None:
    """
    The visitor reads that it is closed. In their next conversation Bob is new.
    """
    office = await open_house()
    room = await anns(office)
    await _says(office, BOB, "I know about ships")
    await office.desk.close(Wish(ANN, "support", room=room), fence=office.fence)
    await _leaves(office, BOB)
    assert (await _reads(office))[2:] == [" closed"]
    await office.write("Ahoy?")
    await office.desk.take(Wish(ANN, "support"), fence=office.fence)
    await _says(office, BOB, "Ahoy!")
    assert (await _reads(office))[-2:] == ["Bob joined", "Bob: Ahoy!"]


async def test_who_takes_part_and_takes_it_over_has_joined_already() -> None:
    """
    Ann has left then, as far as the visitor is concerned; her next words say that she is there still.
    """
    office = await open_house()
    room = await anns(office)
    await _says(office, BOB, "I know about ships")
    await office.desk.transfer(Wish(ANN, "support", room=room), Target(BOB), fence=office.fence)
    await office.desk.take(Wish(BOB, "support"), fence=office.fence)
    await _says(office, BOB, "It is mine now")
    await _says(office, ANN, "And I help")
    assert (await _reads(office))[2:] == ["Ann left", "Bob: It is mine now", "Ann joined", "Ann: And I help"]

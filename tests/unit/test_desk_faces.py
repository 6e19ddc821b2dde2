"""How agents look: what is kept, what is told, what is forgotten."""

from dataclasses import replace

from bridge.bus import FACES
from bridge.desk.faces import NO_FACE, Face
from bridge.events import FaceChanged
from bridge.model import JID, Portrait
from tests.unit.desks import ANN, BOB, SHARD, Office, open_office

ANNS = Portrait(ANN, "mark", "0a.png")


async def test_a_face_is_known_as_soon_as_it_is_kept() -> None:
    """
    Also where it was asked for before; the bus rings once for each change.
    """
    office = await open_office()
    heard = office.desk._bus.listen(FACES)
    assert await office.desk.faces.of("support", ANN) == NO_FACE
    await office.desk.faces.keep(ANNS, b"one", fence=office.fence)
    assert await office.desk.faces.of("support", ANN) == Face("0a.png")
    await office.desk.faces.keep(replace(ANNS, name="0b.png"), b"two", fence=office.fence)
    assert await office.desk.faces.of("support", ANN) == Face("0b.png")
    assert [await office.desk.faces.picture(name) for name in ("0a.png", "0b.png")] == [None, b"two"]
    await office.desk.faces.forget(ANN, fence=office.fence)
    assert await office.desk.faces.of("support", ANN) == NO_FACE
    assert heard.drain() == [FaceChanged(ANN)] * 3


async def test_a_status_is_shown_where_the_department_says_so() -> None:
    """
    “Dentist” is for colleagues unless the department wishes otherwise; it is one line of 80 characters at most.
    """
    office = await open_office()
    office.desk.faces.says("support", ANN, "Dentist")
    assert await office.desk.faces.of("support", ANN) == NO_FACE
    office = await open_office(shows_status=True)
    office.desk.faces.says("support", ANN, "Back\nat \u202e14:00 " + "…" * 99)
    said = (await office.desk.faces.of("support", ANN)).status
    assert said == "Back at 14:00 " + "…" * 66
    office.desk.faces.says("support", ANN, "")
    assert await office.desk.faces.of("support", ANN) == NO_FACE


async def test_whoever_is_configured_no_more_is_forgotten() -> None:
    """
    Their photo goes with them; the others' stay.
    """
    office = await open_office()
    await office.desk.faces.keep(ANNS, b"one", fence=office.fence)
    await office.desk.faces.keep(Portrait(BOB, "mark", "0c.png"), b"three", fence=office.fence)
    assert await office.desk.faces.of("support", ANN) == Face("0a.png")
    _dismiss(office, ANN)
    await office.desk.follow_directory(SHARD, fence=office.fence)
    assert [each.agent for each in await office.desk.faces.portraits()] == [BOB]
    assert await office.desk.faces.of("support", ANN) == NO_FACE
    assert await office.desk.faces.picture("0a.png") is None


async def test_without_its_store_a_face_is_plain() -> None:
    """
    A photo is never worth a failure.
    """
    office = await open_office()
    await office.desk.faces.keep(ANNS, b"one", fence=office.fence)
    await office.store.close()
    assert await office.desk.faces.of("support", ANN) == NO_FACE


def _dismiss(office: Office, agent: JID) -> None:
    known = office.desk.directory
    support = known.departments["support"]
    left = {jid: each for jid, each in support.agents.items() if jid != agent}
    office.desk.directory = replace(known, departments={"support": replace(support, agents=left)})

"""What becomes of an agent whose server cannot be reached."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from xml.etree.ElementTree import fromstring

import pytest
from structlog.testing import capture_logs

from bridge.model import JID, DutyWish
from bridge.outgoing import Welcome
from component.absences import Absences
from component.link import Link
from component.sightings import Sightings
from component.stanzas.presences import Presence
from component.welcoming import welcome_id
from tests.unit.desks import ANN, SHARD, Line, Office, open_office
from tests.waiting import eventually

SUPPORT = f"support@{SHARD}"


@dataclass
class _Line(Line):
    """As much of a link as is needed here; it is its own stream. `sent` is what went out."""

    sent: list[str] = field(default_factory=list)
    errands: list[Coroutine[None, None, None]] = field(default_factory=list)

    @property
    def stream(self) -> "_Line":
        return self

    @property
    def shard(self) -> str:
        return SHARD

    async def room_to_send(self) -> None:
        """There is always room."""

    def send(self, stanza: str) -> None:
        self.sent.append(stanza)

    def run(self, errand: Coroutine[None, None, None]) -> None:
        self.errands.append(errand)


@dataclass
class _Place:
    """Ann is on duty by word, since her laptop is seen."""

    office: Office
    line: _Line
    sightings: Sightings
    absences: Absences

    async def shows_up(self) -> None:
        self.sightings.take(Presence(sender=f"{ANN}/laptop", to=SUPPORT))
        await self.is_open(wanted=True)

    async def comes_back(self, condition: str, *, kind: str = "message", number: str = "m1", to: str = SUPPORT) -> None:
        fault = f"<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
        text = f"<{kind} xmlns='jabber:client' type='error' from='{ANN}' to='{to}' id='{number}'>{fault}</{kind}>"
        self.absences.take(fromstring(text))
        while self.line.errands:
            await self.line.errands.pop()

    async def is_open(self, *, wanted: bool) -> None:
        async def as_wanted() -> bool:
            return await self.office.desk.is_open("support") is wanted

        await eventually(as_wanted, what=f"somebody is there: {wanted}")


@asynccontextmanager
async def opened() -> AsyncIterator[_Place]:
    office = await open_office()
    line = _Line(office)
    sightings = Sightings(cast(Link, line))
    place = _Place(office, line, sightings, Absences(cast(Link, line), sightings))
    await office.desk.presence_seen(ANN, [""], fence=office.fence)
    await office.desk.wish_duty("support", ANN, DutyWish.ON, fence=office.fence)
    await place.shows_up()
    try:
        yield place
    finally:
        place.absences.end()
        await sightings.end()


@pytest.mark.parametrize("kind", ["message", "presence"])
@pytest.mark.parametrize("condition", ["remote-server-not-found", "remote-server-timeout"])
async def test_whose_server_is_away_is_away(kind: str, condition: str) -> None:
    """
    What their laptop showed holds no more; they are asked after until they show it again.
    """
    async with opened() as place:
        await place.comes_back(condition, kind=kind)
        await place.is_open(wanted=False)
        await eventually(lambda: place.line.sent, what="asked after")
        await place.comes_back(condition, kind="presence")
        await eventually(lambda: place.line.sent[1:], what="asked after again")
        assert all(f"from='{SUPPORT}' to='{ANN}' type='probe'" in each for each in place.line.sent)
        await place.shows_up()


async def test_who_is_asked_to_be_seen_is_not_asked_after() -> None:
    """
    Before they have said yes a probe would take the request away from them (Prosody); when it came back, or they are
    seen, it takes nothing.
    """
    async with opened() as place:
        sent, sightings = place.line.sent, place.sightings
        sightings.ask_to_see(JID(SUPPORT), ANN)
        sightings.look_for({ANN})
        await sightings.settled()
        assert [each for each in sent if "type='probe'" in each] == []
        for answer in ("", "subscribed"):
            sightings.take(Presence(sender=ANN, to=SUPPORT, kind=answer))
        sightings.look_for({ANN})
        await eventually(lambda: "type='probe'" in sent[-1], what="asked after, since she is seen")
        sightings.lose(ANN)
        sightings.ask_to_see(JID(SUPPORT), ANN)
        assert "type='subscribe'" in sent[-1]
        await place.comes_back("remote-server-timeout", kind="presence")
        await eventually(lambda: "type='probe'" in sent[-1], what="asked after, since she was not asked")


async def test_other_refusals_say_nothing_of_their_server() -> None:
    """
    Nor does what came back to somebody else than a department.
    """
    async with opened() as place:
        await place.comes_back("service-unavailable")
        await place.comes_back("remote-server-timeout", to=f"vera-abc234@{SHARD}")
        await place.sightings.settled()
        assert await place.office.desk.is_open("support")


async def test_the_log_tells_once() -> None:
    """
    Until something was heard from them meanwhile.
    """
    with capture_logs() as lines:
        async with opened() as place:
            for number in ("m1", "m2"):
                await place.comes_back("remote-server-timeout", number=number)
            place.absences.hear(f"{ANN}/laptop")
            await place.comes_back("remote-server-timeout")
    told = [each for each in lines if each["event"] == "agent_unreachable"]
    assert [each["agent"] for each in told] == [ANN, ANN]


async def test_an_offer_that_came_back_is_made_anew() -> None:
    """
    As soon as they show up, not when everybody is reminded; one that arrived is not.
    """
    async with opened() as place:
        await place.office.write("Anybody?")
        (offer,) = await place.office.outbox(ANN)
        await place.office.desk.done(offer.id, fence=place.office.fence)
        await place.comes_back("remote-server-timeout", number="another")
        await place.is_open(wanted=False)
        await place.shows_up()
        assert await place.office.outbox(ANN) == []
        await place.comes_back("remote-server-timeout", number=offer.cid)
        await place.is_open(wanted=False)
        await place.shows_up()
        (again,) = await place.office.outbox(ANN)
        assert again.content == offer.content
        assert again.cid != offer.cid


async def test_a_welcome_that_came_back_is_said_again() -> None:
    """
    A minute later, once, to whoever still works there; they count as told meanwhile, so that they can be dismissed.
    """
    async with opened() as place:
        office, support = place.office, place.office.desk.directory.department("support")
        await office.desk.set_welcomed("support", ANN, fence=office.fence)
        await place.comes_back("remote-server-not-found", number=welcome_id(support))
        await office.desk.tick(fence=office.fence)
        assert await office.outbox(ANN) == []
        assert await office.desk.is_welcomed("support", ANN)
        office.clock.pass_minutes(1)
        await office.desk.tick(fence=office.fence)
        await office.desk.tick(fence=office.fence)
        assert [row.content for row in await office.outbox(ANN)] == [Welcome()]

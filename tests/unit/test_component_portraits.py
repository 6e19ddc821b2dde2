"""Which presence makes us ask for a photo, and what becomes of the answer."""

import asyncio
import base64
import hashlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import cast
from xml.etree.ElementTree import Element, fromstring

import pytest

from bridge.model import Portrait
from component.errors import Denied, NoAnswer
from component.link import Link
from component.portraits import Portraits
from component.stanzas.faults import Fault
from component.stanzas.photos import LARGEST
from component.stanzas.presences import Presence
from tests.pictures import png
from tests.unit.desks import ANN, LOBBY, Line, Office, open_office

BLUE, RED = png(0, 0, 255), png(255, 0, 0)


@dataclass
class _Server:
    """Ann's server: answers for her card and her XEP-0084 nodes, and notes what it was asked."""

    card: bytes | None = None
    node: bytes = b""
    is_silent: bool = False
    refusal: Fault = field(default_factory=lambda: Fault("item-not-found"))
    asked: list[str] = field(default_factory=list)

    async def ask(self, payload: str, *, to: str) -> Element:
        assert to == ANN
        if self.is_silent:
            raise NoAnswer("silence")
        query = fromstring(payload)
        kind = (query[0].get("node", "") if len(query) else "card").rpartition(":")[2]
        self.asked.append(kind)
        known = self.card is not None if kind == "card" else bool(self.node)
        if not known:
            raise Denied(self.refusal, to)
        return fromstring(self._answer(kind))

    def _answer(self, kind: str) -> str:
        if kind == "card":
            photo = f"<PHOTO><BINVAL>{_encoded(self.card)}</BINVAL></PHOTO>" if self.card else ""
            return f"<iq><vCard xmlns='vcard-temp'>{photo}</vCard></iq>"
        inside = f"<info id='1' bytes='{len(self.node)}'/>" if kind == "metadata" else _encoded(self.node)
        return f"<iq><{kind} xmlns='urn:xmpp:avatar:{kind}'>{inside}</{kind}></iq>"


@dataclass
class _Stream(Line):
    """What `Portraits` needs of a link, with a real desk."""

    questions: _Server
    service: str = "rooms.example.test"


class _Watch:
    """One stream's `Portraits`, whose errands a test waits for."""

    def __init__(self, office: Office, server: _Server) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._portraits = Portraits(cast(Link, _Stream(office, server)), self._run)

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.ensure_future(errand))

    async def sees(self, mark: str | None, *, jid: str = ANN, kind: str = "", sender: str = f"{LOBBY}/Ann") -> None:
        self._portraits.see(Presence(sender=sender, to="us", kind=kind, mark=mark, jid=jid))
        await asyncio.gather(*self._tasks)


async def test_a_photo_is_fetched_when_there_is_another_one() -> None:
    """
    Once for each mark, whatever presences follow; the one before is replaced.
    """
    office, server = await open_office(), _Server(card=BLUE)
    watch = _Watch(office, server)
    for mark in (_mark(BLUE), _mark(BLUE), None):
        await watch.sees(mark)
    assert await office.desk.faces.portraits() == [Portrait(ANN, _mark(BLUE), _name(BLUE))]
    server.card = RED
    await watch.sees(_mark(RED))
    assert server.asked == ["card", "card"]
    assert await office.desk.faces.picture(_name(RED)) == RED
    assert await office.desk.faces.picture(_name(BLUE)) is None


async def test_the_next_stream_fetches_nothing_that_is_kept() -> None:
    """
    A restart asks nobody.
    """
    office, server = await open_office(), _Server(card=BLUE)
    await _Watch(office, server).sees(_mark(BLUE))
    await _Watch(office, server).sees(_mark(BLUE))
    assert server.asked == ["card"]


async def test_without_a_photo_in_the_card_the_node_is_asked() -> None:
    """
    XEP-0084, for servers that know no XEP-0398: then no presence says a mark, and one question a stream is enough.
    """
    office, server = await open_office(), _Server(node=BLUE)
    watch = _Watch(office, server)
    await watch.sees(None)
    await watch.sees(None)
    assert server.asked == ["card", "metadata", "data"]
    assert await office.desk.faces.picture(_name(BLUE)) == BLUE


async def test_a_photo_that_was_taken_away_is_forgotten() -> None:
    """
    The presence says that there is none, and the card agrees.
    """
    office, server = await open_office(), _Server(card=BLUE)
    watch = _Watch(office, server)
    await watch.sees(_mark(BLUE))
    server.card = b""
    await watch.sees("")
    assert await office.desk.faces.portraits() == []


@pytest.mark.parametrize(
    "photo", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", BLUE + bytes(LARGEST + 1 - len(BLUE)), b"GIF"]
)
async def test_what_may_not_be_shown_is_not_kept(photo: bytes) -> None:
    """
    No SVG, nothing above 128 KiB, no rest of a picture; it takes the place of the one before all the same,
    and is asked for once.
    """
    office, server = await open_office(), _Server(card=BLUE)
    watch = _Watch(office, server)
    await watch.sees(_mark(BLUE))
    server.card = photo
    asked = len(server.asked)
    for _ in range(2):
        await watch.sees(_mark(photo))
    assert await office.desk.faces.portraits() == []
    assert len(server.asked) == asked + 1


async def test_the_largest_that_is_allowed_is_kept() -> None:
    """
    Of 128 KiB to the byte.
    """
    office, photo = await open_office(), BLUE + bytes(LARGEST - len(BLUE))
    await _Watch(office, _Server(card=photo)).sees(_mark(photo))
    assert await office.desk.faces.picture(_name(photo)) == photo


async def test_a_server_that_says_nothing_takes_nothing_away() -> None:
    """
    Silence is not an answer: the photo stays, and the next stream asks again.
    """
    office, server = await open_office(), _Server(card=BLUE)
    await _Watch(office, server).sees(_mark(BLUE))
    server.is_silent = True
    await _Watch(office, server).sees(_mark(RED))
    assert [each.mark for each in await office.desk.faces.portraits()] == [_mark(BLUE)]


@pytest.mark.parametrize("fault", [Fault("remote-server-not-found"), Fault("resource-constraint", "wait")])
async def test_a_server_that_cannot_be_reached_takes_nothing_away(fault: Fault) -> None:
    """
    It was not the agent who has no photo.
    """
    office, server = await open_office(), _Server(card=BLUE)
    await _Watch(office, server).sees(_mark(BLUE))
    server.card, server.refusal = None, fault
    await _Watch(office, server).sees(_mark(RED))
    assert await office.desk.faces.portraits() == [Portrait(ANN, _mark(BLUE), _name(BLUE))]


async def test_strangers_are_not_looked_up() -> None:
    """
    Only agents of the directory who are present.
    """
    office, server = await open_office(), _Server(card=BLUE)
    watch = _Watch(office, server)
    await watch.sees("mark", jid="mallory@example.test")
    await watch.sees("mark", kind="unavailable")
    assert server.asked == []


async def test_nobody_makes_us_ask_in_an_agents_name() -> None:
    """
    A stranger's presence may claim any address; only our rooms are believed, and what agents send us themselves.
    """
    office, server = await open_office(), _Server(card=BLUE)
    watch = _Watch(office, server)
    await watch.sees("f" * 40, sender="room@evil.example/Ann")
    assert server.asked == []
    await watch.sees("f" * 40, jid="", sender=f"{ANN}/phone")
    assert server.asked == ["card"]


def _encoded(photo: bytes | None) -> str:
    return base64.b64encode(photo or b"").decode()


def _mark(photo: bytes) -> str:
    return hashlib.sha1(photo, usedforsecurity=False).hexdigest()


def _name(photo: bytes) -> str:
    return f"{hashlib.sha256(photo).hexdigest()[:32]}.png"

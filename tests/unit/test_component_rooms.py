"""Who is inside a room, as presences tell it."""

import asyncio

import pytest

from component.errors import Denied
from component.rooms import Joined, Occupancy
from component.stanzas.faults import Fault
from component.stanzas.presences import Presence
from tests.waiting import eventually

ROOM = "vera-x7f3ka@conference.example.org"
BOT = "support@livechat.example.org/parlour"
VERA = "vera-x7f3ka@livechat.example.org/web"


def _inside(sent: list[str]) -> Occupancy:
    return Occupancy(ROOM, BOT, sent.append)


def _presence(nick: str, *, to: str = BOT, **about: object) -> Presence:
    return Presence(sender=f"{ROOM}/{nick}", to=to, **about)  # type: ignore[arg-type]


async def test_a_taken_nick_gets_a_digit() -> None:
    """
    Somebody else is called Vera: ours is Vera 2, and knows it.
    """
    sent: list[str] = []
    inside = _inside(sent)
    joining = asyncio.ensure_future(inside.join(VERA, "Vera"))
    await eventually(lambda: len(sent) == 1)
    inside.take(_presence("Vera", to=VERA, kind="error", fault=Fault("conflict")))
    await eventually(lambda: len(sent) == 2)
    inside.take(_presence("Vera 2", to=VERA, codes=frozenset({110, 210}), affiliation="member"))
    joined = await joining
    assert (joined.nick, joined.is_new, joined.is_owner) == ("Vera 2", False, False)


async def test_a_refusal_is_told_to_whom_it_is_addressed() -> None:
    """
    One of ours is refused while another waits: only the first fails.
    """
    sent: list[str] = []
    inside = _inside(sent)
    bot, vera = asyncio.ensure_future(inside.join(BOT, "Support")), asyncio.ensure_future(inside.join(VERA, "Vera"))
    await eventually(lambda: len(sent) == 2)
    inside.take(_presence("Vera", to=VERA, kind="error", fault=Fault("registration-required")))
    inside.take(_presence("Support", codes=frozenset({110, 201}), affiliation="owner"))
    with pytest.raises(Denied):
        await vera
    assert (await bot).is_new


def test_only_the_department_looks_around() -> None:
    """
    Real addresses come with its copies; those to the visitor change nothing. A new name is the same person.
    """
    inside = _inside([])
    inside.take(_presence("Ann", to=VERA, jid="eve@example.org"))
    assert inside.jid_of("Ann") is None
    inside.take(_presence("Ann", jid="ann@example.org", full_jid="ann@example.org/x"))
    inside.take(_presence("Ann", kind="unavailable", codes=frozenset({303}), new_nick="Anna"))
    assert inside.jid_of("Anna") == "ann@example.org"
    assert inside.jid_of("Ann") is None
    inside.take(_presence("Anna", kind="unavailable"))
    assert inside.occupants == {}


def test_a_department_that_was_thrown_out_sees_nothing() -> None:
    """
    What it knew may be wrong from then on.
    """
    inside = _inside([])
    inside.take(_presence("Support", codes=frozenset({110})))
    inside.take(_presence("Ann", jid="ann@example.org"))
    assert inside.nick_of_watcher == "Support"
    inside.take(_presence("Support", kind="unavailable", codes=frozenset({110, 307})))
    assert not inside.is_watched
    assert inside.occupants == {}


def test_whoever_is_inside_already_may_own_the_room() -> None:
    """
    An interruption left a visitor as the owner: they are found as such, and not only as somebody inside.
    """
    inside = _inside([])
    assert inside.has(VERA) is None
    inside.take(_presence("Vera", jid="vera-x7f3ka@livechat.example.org", full_jid=VERA, affiliation="owner"))
    assert inside.has(VERA) == Joined("Vera", is_new=False, affiliation="owner")


def test_the_end_of_a_room_is_everybodys() -> None:
    """
    COMPAT ejabberd: whoever was inside a destroyed room is told so without the mark that it is about them.
    """
    assert _presence("Vera", to=VERA, kind="unavailable", is_destroyed=True).has_ended
    assert _presence("Vera", to=VERA, kind="unavailable", codes=frozenset({110, 307})).has_ended
    assert not _presence("Vera", to=VERA, kind="unavailable", codes=frozenset({110, 303})).has_ended
    assert not _presence("Ann", to=VERA, kind="unavailable").has_ended

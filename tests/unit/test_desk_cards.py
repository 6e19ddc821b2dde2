"""What an agent learns about a visitor."""

from dataclasses import replace

import pytest

from bridge.desk import Block, Card, Draft
from bridge.errors import Unknown
from bridge.model import DAYS, JID, MINUTES, Moment, Page
from component.cards import ago, build_card
from component.words import languages
from tests.unit.desks import VERA, open_office

CART = Page("https://shop.example.org/cart", "Cart", "https://search.example.org/")
CASH = Page("https://shop.example.org/cash", "Cash desk")
CARD = Card(
    "Vera",
    "fa",
    7,
    CART,
    since=90_000,
    earlier=3,
    since_last=6 * DAYS,
    last_agent="Ann",
    channel="Chat",
    pages=4,
    browser="Firefox 132 on Linux",
    place="Łódź, Poland",
    address="203.0.113.7",
    here=CASH,
    here_since=2 * MINUTES,
)


async def test_a_card_says_who_from_where_and_how_often() -> None:
    """
    The page is that of the conversation that goes on; the one before it is counted, with the time since its end.
    """
    office = await open_office()
    await office.write("Hello", language="fa")
    await office.desk.agent_writes(await office.heard(), "Good morning", fence=office.fence)
    room = await office.room()
    await office.desk.close_conversation(room.jid, fence=office.fence)
    office.clock.pass_minutes(60)
    await office.desk.post(Draft(VERA, "default", "cid-again", "Me again", page=CART))
    office.clock.pass_minutes(5)
    card = await office.desk.describe(room.jid)
    assert card == Card(
        "Vera", "fa", 2, CART, since=5 * MINUTES, earlier=1, since_last=65 * MINUTES, last_agent="Ann", channel="Chat"
    )
    with pytest.raises(Unknown):
        await office.desk.describe(JID("nobody@rooms.example.test"))


def test_a_card_reads_well() -> None:
    """
    Only what is known has a line.
    """
    assert build_card(CARD, "en").splitlines() == [
        "#7 Vera · fa · not verified",
        "Firefox 132 on Linux · Chat · Łódź, Poland · 203.0.113.7",
        "now on Cash desk (https://shop.example.org/cash), for 2 min · pages seen: 4",
        "began 1 min ago on Cart (https://shop.example.org/cart)",
        "came there from https://search.example.org/",
        "earlier conversations: 3, the last with Ann ended 6 d ago",
    ]
    bare = Card("Vera", "en", 7, Page(), since=90_000)
    assert build_card(bare, "en").splitlines() == [
        "#7 Vera · en · not verified",
        "not on the site now",
        "began 1 min ago",
        "here for the first time",
    ]
    blocked = replace(bare, email="vera@example.org", block=Block(Moment(1_700_000_000_000), "rude"))
    assert build_card(blocked, "en").splitlines()[1] == "🚫 blocked until 2023-11-14 22:13 UTC: “rude”"
    blocked = replace(blocked, block=Block(Moment(1_700_000_000_000), ""))
    assert build_card(blocked, "fa").splitlines()[1] == "🚫 مسدود تا 2023-11-14 22:13 UTC"
    known = replace(bare, is_verified=True, earlier=1, since_last=DAYS)
    assert build_card(known, "en").splitlines()[0] == "#7 Vera · en · verified"
    assert build_card(known, "en").splitlines()[-1] == "earlier conversations: 1, the last ended 1 d ago"


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_card_can_be_had_in_every_language(language: str) -> None:
    """
    With the same facts.
    """
    lines = build_card(CARD, language).splitlines()
    assert len(lines) == 6
    assert CASH.url in lines[2]
    assert CART.url in lines[3]
    assert "3" in lines[5]
    assert "Ann" in lines[5]


@pytest.mark.parametrize(
    ("span", "words"), [(0, "0 min"), (59 * MINUTES, "59 min"), (60 * MINUTES, "1 h"), (DAYS, "1 d")]
)
def test_spans_are_told_in_their_largest_unit(span: int, words: str) -> None:
    """
    Whole units, rounded down.
    """
    assert ago(span, "en") == words

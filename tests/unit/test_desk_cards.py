"""What an agent learns about a visitor."""

from dataclasses import replace

import pytest

from bridge.desk import Card, Draft
from bridge.errors import Unknown
from bridge.model import DAYS, JID, MINUTES, Page
from component.cards import ago, build_card
from component.words import languages
from tests.unit.desks import VERA, open_office

CART = Page("https://shop.example.org/cart", "Cart", "https://search.example.org/")


async def test_a_card_says_who_from_where_and_how_often() -> None:
    """
    The page is that of the conversation that goes on; the one before it is counted, with the time since its end.
    """
    office = await open_office()
    await office.write("Hello", language="fa")
    room = await office.room()
    await office.desk.close_conversation(room.jid, fence=office.fence)
    office.clock.pass_minutes(60)
    await office.desk.post(Draft(VERA, "default", "cid-again", "Me again", page=CART))
    office.clock.pass_minutes(5)
    card = await office.desk.describe(room.jid)
    assert card == Card("Vera", "fa", 2, CART, since=5 * MINUTES, earlier=1, since_last=65 * MINUTES)
    with pytest.raises(Unknown):
        await office.desk.describe(JID("nobody@rooms.example.test"))


def test_a_card_reads_well() -> None:
    """
    Only what is known has a line.
    """
    card = Card("Vera", "en", 7, CART, since=90_000, earlier=3, since_last=6 * DAYS)
    assert build_card(card, "en").splitlines() == [
        "#7 Vera · en",
        "began to write on Cart (https://shop.example.org/cart)",
        "came there from https://search.example.org/",
        "began 1 min ago",
        "earlier conversations: 3, the last ended 6 d ago",
    ]
    bare = replace(card, page=Page(), earlier=0, since_last=None)
    assert build_card(bare, "en").splitlines()[1:] == ["began 1 min ago", "here for the first time"]


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_card_can_be_had_in_every_language(language: str) -> None:
    """
    With the same facts.
    """
    lines = build_card(Card("Vera", "en", 7, CART, since=0, earlier=3, since_last=DAYS), language).splitlines()
    assert len(lines) == 5
    assert CART.url in lines[1]
    assert "3" in lines[4]


@pytest.mark.parametrize(
    ("span", "words"), [(0, "0 min"), (59 * MINUTES, "59 min"), (60 * MINUTES, "1 h"), (DAYS, "1 d")]
)
def test_spans_are_told_in_their_largest_unit(span: int, words: str) -> None:
    """
    Whole units, rounded down.
    """
    assert ago(span, "en") == words

"""What agents read of pages: lines in the room, the trail, the list of who is here, and who is shown a card."""

from dataclasses import replace

import pytest

from bridge.desk import Guest, Trail
from bridge.model import JID, MINUTES, ConversationId, Moment, Page, Stay
from component.cards import MAX_TITLE, build_move, name_page
from component.introductions import Introductions
from component.moves import PAUSE, Moves
from component.rooms import Occupancy
from component.stanzas.presences import Presence
from component.trails import PAGES_SHOWN, VISITORS_SHOWN, build_path, build_trail, build_visitors, name_visitor
from component.words import languages
from tests.unit.desks import ANN, OMID, START, VERA, directory

SHOP, CART, CASH = (Page(f"https://shop.example.org/{each}", each.title()) for each in ("shop", "cart", "cash"))
ROOM = "vera-x7f3ka@conference.example.org"
BOT = "support@livechat.example.org/parlour"


def minutes(count: float) -> Moment:
    return Moment(START + round(count * MINUTES))


def test_of_many_moves_the_last_page_is_said() -> None:
    """
    The first at once; those that follow within the pause are one, when it is over.
    """
    moves = Moves()
    assert moves.note(SHOP, 100.0) == SHOP
    assert moves.note(CART, 101.0) is None
    assert moves.note(CASH, 102.0) is None
    assert moves.due(100.0 + PAUSE - 0.1) is None
    assert moves.due(100.0 + PAUSE) == CASH
    assert moves.due(100.0 + 3 * PAUSE) is None
    assert moves.note(SHOP, 100.0 + 3 * PAUSE) == SHOP


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_move_reads_well(language: str) -> None:
    """
    Who, and where: the title, and the address to look at.
    """
    line = build_move("Vera", CART, language)
    assert "Vera" in line
    assert "Cart (https://shop.example.org/cart)" in line


def test_a_page_is_named_briefly() -> None:
    """
    By what is known of it.
    """
    assert name_page(SHOP.url, "") == SHOP.url
    assert name_page("", "Shop") == "Shop"
    assert len(name_page("https://x.example/" + "y" * 2_000, "t" * 200)) < 300
    assert name_page("", "t" * 200).endswith("…")
    assert len(name_page("", "t" * 200)) == MAX_TITLE


def test_a_trail_reads_well() -> None:
    """
    Each page with its time, and the one that is open now.
    """
    stays = (
        Stay(SHOP.url, "Shop", START, minutes(2)),
        Stay(CASH.url, "", minutes(2)),
        Stay(CART.url, "Cart", minutes(3)),
    )
    assert build_trail(Trail("Vera", stays, minutes(63), page=CART.url), "en").splitlines() == [
        "Vera, pages seen: 3",
        "1 h ago: Shop (https://shop.example.org/shop), for 2 min",
        "1 h ago: https://shop.example.org/cash",
        "now, for 1 h: Cart (https://shop.example.org/cart)",
    ]
    assert build_trail(Trail("Vera", (), START), "en") == "Vera: no page is known"


def test_a_long_trail_is_shortened() -> None:
    """
    The newest pages are shown, and how many were before them.
    """
    stays = tuple(Stay(f"https://shop.example.org/{number}", "", START) for number in range(100))
    lines = build_trail(Trail("Vera", stays, START), "en").splitlines()
    assert lines[:2] == ["Vera, pages seen: 100", "… and 80 before these"]
    assert len(lines) == PAGES_SHOWN + 2
    assert lines[-1].endswith("/99")


GUEST = Guest(
    visitor=VERA,
    channel="default",
    name="Vera",
    language="fa",
    browser="Firefox 132",
    address="203.0.113.7",
    since=START,
    page=CART,
    on_page_since=minutes(1),
    pages=(Stay(SHOP.url, "Shop", START, minutes(1)), Stay(CART.url, "Cart", minutes(1))),
    tabs=1,
    has_room=True,
    number=7,
)


def test_a_list_of_visitors_reads_well() -> None:
    """
    Only what is known, after what they are called by; who is in conversation is told with its number.
    """
    nobody = replace(
        GUEST, visitor=OMID, name="", browser="", address="", page=Page(), pages=(), has_room=False, number=8
    )
    facts = "here for 5 min · pages seen: 2 · Firefox 132"
    listed = build_visitors([GUEST, nobody], {}, minutes(5), "en")
    assert listed.splitlines() == [
        "on the site now: 2",
        f"V7 Vera: on Cart ({CART.url}) · {facts} · fa · 203.0.113.7 · has written",
        "V8: here for 5 min · fa",
    ]
    talking = build_visitors([GUEST], {VERA: ConversationId(12)}, minutes(5), "en")
    assert talking.endswith("203.0.113.7 · in conversation #12")
    assert build_visitors([], {}, START, "en") == "nobody is seen on the site now"


def test_the_path_of_somebody_who_only_looks_reads_well() -> None:
    """
    What the list says of them, then where they have been.
    """
    looking = replace(GUEST, has_room=False, place="Berlin")
    facts = "here for 5 min · pages seen: 2 · Firefox 132 · fa · Berlin · 203.0.113.7"
    assert build_path(looking, minutes(5), "en").splitlines() == [
        f"V7 Vera: on Cart ({CART.url}) · {facts}",
        f"5 min ago: Shop ({SHOP.url}), for 1 min",
        f"now, for 4 min: Cart ({CART.url})",
    ]
    pages = tuple(Stay(f"https://shop.example.org/{number}", "", START, START) for number in range(PAGES_SHOWN + 2))
    lines = build_path(replace(looking, pages=pages), minutes(5), "en").splitlines()
    assert len(lines) == PAGES_SHOWN + 2
    assert lines[1] == "… and 2 before these"


def test_a_form_names_a_visitor_briefly() -> None:
    """
    What they are called by, and where they are.
    """
    assert name_visitor(GUEST, "en") == "V7 Vera · on Cart"
    assert name_visitor(replace(GUEST, name="", page=Page()), "en") == "V7"
    assert len(name_visitor(replace(GUEST, page=Page("https://x.example/" + "y" * 2_000)), "en")) < 100


def test_a_long_list_of_visitors_is_shortened() -> None:
    """
    Whoever came first is shown.
    """
    lines = build_visitors([GUEST] * 100, {}, minutes(5), "en").splitlines()
    assert lines[-1] == "… and 70 more"
    assert len(lines) == VISITORS_SHOWN + 2


@pytest.mark.parametrize("language", sorted(languages()))
def test_they_can_be_had_in_every_language(language: str) -> None:
    """
    With the same facts.
    """
    trail = build_trail(Trail("Vera", GUEST.pages, minutes(5), page=CART.url), language)
    listed = build_visitors([GUEST], {}, minutes(5), language)
    assert len(trail.splitlines()) == 3
    assert all(fact in listed for fact in ("Vera", CART.url, "Firefox 132", "203.0.113.7"))
    if language != "en":
        assert "pages seen" not in trail + listed
        assert "now" not in trail


def test_agents_who_come_in_are_introduced_once() -> None:
    """
    Not the visitor, not our own, not a stranger; not when a client changes its status or nick. Whoever left with the
    last of their clients is missed, unless they come again at once; then they are asked about anew: the desk knows
    better. When it is we who left, nobody is missed.
    """
    inside, introductions = Occupancy(ROOM, BOT, lambda _: None), Introductions()

    def take(nick: str, jid: str | None, *, to: str = BOT, kind: str = "", **about: object) -> list[JID]:
        presence = Presence(f"{ROOM}/{nick}", to, kind, jid=jid, **about)  # type: ignore[arg-type]
        inside.take(presence)
        introductions.see(presence, inside, directory())
        waiting = list(introductions.waiting)
        introductions.waiting.clear()
        return waiting

    def gone() -> list[JID]:
        left = list(introductions.gone)
        introductions.gone.clear()
        return left

    assert take("Support", "support@livechat.example.test", codes=frozenset({110})) == []
    assert take("Vera", "vera-x7f3ka@livechat.example.org") == []
    assert take("Eve", "eve@elsewhere.example") == []
    assert take("Ann", ANN, to="vera-x7f3ka@livechat.example.org/web") == []
    assert take("Ann", ANN) == [ANN]
    assert take("Ann", ANN, show="away") == []
    assert take("Ann", ANN, kind="unavailable", codes=frozenset({303}), new_nick="Annie") == []
    assert take("Annie", ANN) == []
    assert take("Phone", ANN) == []
    assert take("Annie", ANN, kind="unavailable") == []
    assert gone() == []
    assert take("Phone", ANN, kind="unavailable") == []
    assert take("Eve", "eve@elsewhere.example", kind="unavailable") == []
    assert gone() == [ANN]
    assert take("Ann", ANN) == [ANN]
    assert take("Ann", ANN, kind="unavailable") == []
    assert take("Ann", ANN) == [ANN]
    assert gone() == []
    introductions.begin_anew()
    assert take("Ann", ANN) == [ANN]
    assert take("Support", None, kind="unavailable", codes=frozenset({110, 332})) == []
    assert (introductions.here, gone()) == (set(), [])
